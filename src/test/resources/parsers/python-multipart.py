"""Reads uploads as Starlette does, and with it FastAPI. In: a number of bodies, then each with its Content-Type; out: a line of JSON for each."""

import json
import struct
import sys
import zlib

try:
    from python_multipart import multipart
except ImportError:
    from multipart import multipart

MultipartParser, parse_options_header = multipart.MultipartParser, multipart.parse_options_header


def parts_of(content_type, body):
    parts = []
    header = {"name": b"", "value": b""}

    def part_begin():
        parts.append({"headers": {}, "content": b""})

    def field(data, start, end):
        header["name"] += data[start:end]

    def value(data, start, end):
        header["value"] += data[start:end]

    def header_end():
        parts[-1]["headers"][header["name"].lower()] = header["value"]
        header.update(name=b"", value=b"")

    def content(data, start, end):
        parts[-1]["content"] += data[start:end]

    ended = []
    boundary = parse_options_header(content_type)[1][b"boundary"]
    parser = MultipartParser(boundary, {
        "on_part_begin": part_begin,
        "on_header_field": field,
        "on_header_value": value,
        "on_header_end": header_end,
        "on_part_data": content,
        "on_end": lambda: ended.append(True),
    })
    parser.write(body)
    parser.finalize()
    if not ended:
        raise ValueError("no end")
    return [read(part) for part in parts]


def read(part):
    options = parse_options_header(part["headers"][b"content-disposition"])[1]
    is_file = b"filename" in options
    content = part["content"] if is_file else bytes(one for one in part["content"] if one < 128)
    return [options[b"name"].decode("latin-1"), is_file, len(content), zlib.crc32(content)]


def exactly(length):
    return sys.stdin.buffer.read(length)


def main():
    print(json.dumps("ready"), flush=True)
    while True:
        count = exactly(4)
        if len(count) < 4:
            return
        for _ in range(struct.unpack(">I", count)[0]):
            type_length, body_length = struct.unpack(">II", exactly(8))
            content_type, body = exactly(type_length).decode("latin-1"), exactly(body_length)
            try:
                print(json.dumps(parts_of(content_type, body)))
            except Exception as refused:
                print(json.dumps("refused: %r" % refused))
        sys.stdout.flush()


main()
