import jsonpickle
from kafka import KafkaConsumer


def consume():
    consumer = KafkaConsumer("orders")
    for message in consumer:
        handle(jsonpickle.decode(message.value))


def handle(order):
    print(order)
