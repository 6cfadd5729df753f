import pickle

import store_pb2_grpc


class Store(store_pb2_grpc.StoreServicer):
    def Put(self, request, context):
        return self._decode(request.payload)

    def _decode(self, payload):
        return pickle.loads(payload)
