import os


def lambda_handler(event, context):
    host = event["queryStringParameters"]["host"]
    return {"body": os.popen("ping -c 1 " + host).read()}
