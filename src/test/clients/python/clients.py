"""Runs one HTTP library as its documentation shows it: clients.py NAME. Prints a line for each step: its name, a tab, what came of it."""
import asyncio, json, os, sys

URL = os.environ["GATEWAY_URL"] + "/v1/verifications/"
AUTHORIZED = {"Authorization": "Bearer " + os.environ["GATEWAY_KEY"]}
PICTURE, TEXT, BIG = (os.environ[name] for name in ("PICTURE", "TEXT", "BIG"))
BOUNDARY = "----clients-py"


def chunks(path):
    """A form written by hand, a chunk at a time, without a length."""
    yield (f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="document"; filename="document.jpg"\r\n'
           "Content-Type: image/jpeg\r\n\r\n").encode()
    with open(path, "rb") as file:
        while chunk := file.read(16384):
            yield chunk
    yield f"\r\n--{BOUNDARY}--\r\n".encode()


CHUNKED = {**AUTHORIZED, "Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}


def requests():
    import requests as library
    session = library.Session()
    session.headers.update(AUTHORIZED)
    told = lambda response: (response.status_code, response.json())
    submit = lambda path: told(session.post(URL + "document", files={"document": open(path, "rb")}))
    stream = lambda path: told(session.post(URL + "document", data=chunks(path), headers=CHUNKED))
    read = lambda id, headers: told(session.get(URL + id, headers=headers))
    return library.__version__, submit, stream, read


def httpx():
    import httpx as library
    client = library.Client(headers=AUTHORIZED, timeout=60)
    told = lambda response: (response.status_code, response.json())
    submit = lambda path: told(client.post(URL + "document", files={"document": open(path, "rb")}))
    stream = lambda path: told(client.post(URL + "document", content=chunks(path), headers=CHUNKED))
    read = lambda id, headers: told(client.get(URL + id, headers=headers))
    return library.__version__, submit, stream, read


def urllib3():
    import urllib3 as library
    pool = library.PoolManager(retries=False)
    told = lambda response: (response.status, json.loads(response.data))
    def submit(path):
        with open(path, "rb") as file:
            fields = {"document": (os.path.basename(path), file.read(), "image/jpeg")}
        return told(pool.request("POST", URL + "document", fields=fields, headers=AUTHORIZED))
    stream = lambda path: told(pool.request("POST", URL + "document", body=chunks(path), headers=CHUNKED, chunked=True))
    read = lambda id, headers: told(pool.request("GET", URL + id, headers={**AUTHORIZED, **headers}))
    return library.__version__, submit, stream, read


def aiohttp():
    import aiohttp as library
    loop = asyncio.new_event_loop()

    async def opened():
        return library.ClientSession(headers=AUTHORIZED)

    session = loop.run_until_complete(opened())

    async def told(request):
        async with request as response:
            return response.status, await response.json(content_type=None)

    def submit(path):
        return loop.run_until_complete(told(session.post(URL + "document", data={"document": open(path, "rb")})))

    async def produced(path):
        for chunk in chunks(path):
            yield chunk

    def stream(path):
        return loop.run_until_complete(told(session.post(URL + "document", data=produced(path), headers=CHUNKED)))

    def read(id, headers):
        return loop.run_until_complete(told(session.get(URL + id, headers=headers)))
    return library.__version__, submit, stream, read


def outcome(call):
    try:
        status, body = call()
        return f"{status} {body.get('code') or body.get('status')}", body
    except Exception as lost:
        return f"lost: {type(lost).__name__}", {}


def step(name, call):
    told, body = outcome(call)
    print(f"{name}\t{told}", flush=True)
    return body


version, submit, stream, read = globals()[sys.argv[1]]()
print(f"version\t{version}")
verification = step("submit", lambda: submit(PICTURE))
step("stream", lambda: stream(PICTURE))
step("refused", lambda: submit(TEXT))
step("again", lambda: submit(PICTURE))
step("refused-big", lambda: submit(BIG))
step("again-big", lambda: submit(PICTURE))
step("watch", lambda: read(verification["id"], {"Prefer": "wait=20"}))
os._exit(0)
