ALGORITHMS = {"legacy": "MD5", "new": "sha512"}
