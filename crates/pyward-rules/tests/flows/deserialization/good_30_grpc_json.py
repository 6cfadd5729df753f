import json

import store_pb2_grpc


class Store(store_pb2_grpc.StoreServicer):
    def Put(self, request, context):
        return json.loads(request.payload)
