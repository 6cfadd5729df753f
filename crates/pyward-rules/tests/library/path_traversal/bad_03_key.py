def save(folder, item):
    target = f"{folder}/{item.key}"
    with open(target, "wb") as file:
        file.write(item.body)
