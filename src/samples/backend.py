"""Submits, waits for the decision, prints it. What may be tried again is, under one Idempotency-Key, so that nothing is paid for twice."""
import json, os, time, uuid
from http.client import HTTPException
from urllib.error import HTTPError
from urllib.request import Request, urlopen

URL = os.environ.get("GATEWAY_URL", "http://localhost:8080") + "/v1/verifications/"
KEY = os.environ.get("GATEWAY_KEY", "demo-key")


def call(path, headers={}, body=None):
    request = Request(URL + path, body, {"Authorization": f"Bearer {KEY}", "Prefer": "wait=30", **headers})
    for attempt in range(1, 6):
        pause = 1
        try:
            with urlopen(request, timeout=90) as answer:
                return answer.status, answer.headers, json.load(answer)
        except HTTPError as error:
            problem = error.read().decode()
            if attempt == 5 or '"retryable":true' not in problem:
                raise SystemExit(problem)
            pause = int(error.headers.get("Retry-After", 1))
        except (OSError, HTTPException):  # no answer came
            if attempt == 5:
                raise
        time.sleep(pause)


boundary, form = str(uuid.uuid4()), b""
for part in "selfie", "document":
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="{part}"; filename="{part}.jpg"\r\nContent-Type: image/jpeg\r\n\r\n'
    with open(f"src/samples/{part}.jpg", "rb") as file:
        form += head.encode() + file.read() + b"\r\n"
form += f"--{boundary}--\r\n".encode()

status, headers, verification = call(
    "full-id", {"Idempotency-Key": str(uuid.uuid4()), "Content-Type": f"multipart/form-data; boundary={boundary}"}, form)
while status == 202:  # no decision yet
    time.sleep(int(headers.get("Retry-After", 1)))
    status, headers, verification = call(verification["id"])
print(json.dumps(verification))
