"""Reads the conformance cases of the Common Expression Language and compares what a runner answers.

The cases are messages in protobuf's text format. A message is read as a list of (name, value) pairs, where a value is a
text, a word or a list again. Called by scripts/cel-conformance.
"""

import base64
import json
import math
import pathlib
import re
import subprocess
import sys

CORE = ("basic comparisons conversions fields fp_math integer_math lists logic macros macros2 namespace parse plumbing "
        "string timestamps").split()
EXTENSIONS = ["string_ext", "math_ext"]
TOKEN = re.compile(r"""\s+|\#[^\n]*|(?P<text>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')|(?P<word>[\w.+\-/\[\]]+)|(?P<sign>[{}<>:,;])""")
ESCAPE = re.compile(rb"\\(?:x([0-9a-fA-F]{1,2})|([0-7]{1,3})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(.))", re.S)
SIMPLE = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"a": b"\a", b"b": b"\b", b"f": b"\f", b"v": b"\v"}
KEPT_TYPES = ("google.protobuf.Timestamp", "google.protobuf.Duration")
MESSAGE = re.compile(r"\b[A-Z]\w*\s*\{|cel\.expr\.|\bgoogle\.protobuf\.(?!Timestamp\b|Duration\b)|\bTestAllTypes|\bGlobalEnum")


def octets(literal):
    def one(match):
        hexadecimal, octal, short, long, simple = match.groups()
        if hexadecimal: return bytes([int(hexadecimal, 16)])
        if octal: return bytes([int(octal, 8)])
        if short or long: return chr(int(short or long, 16)).encode()
        return SIMPLE.get(simple, simple)
    return ESCAPE.sub(one, literal[1:-1].encode())


class Reader:
    def __init__(self, text):
        self.tokens = [m for m in TOKEN.finditer(text) if m.lastgroup]
        self.at = 0

    def peek(self):
        return self.tokens[self.at].group() if self.at < len(self.tokens) else None

    def take(self):
        self.at += 1
        return self.tokens[self.at - 1]

    def message(self, end=None):
        fields = []
        while self.peek() != end:
            name = self.take().group()
            if self.peek() == ":": self.take()
            fields.append((name, self.value()))
            if self.peek() in (",", ";"): self.take()
        if end: self.take()
        return fields

    def value(self):
        token = self.take()
        if token.group() == "{": return self.message("}")
        if token.group() == "<": return self.message(">")
        if token.lastgroup != "text": return token.group()
        joined = octets(token.group())
        while self.peek() and self.tokens[self.at].lastgroup == "text": joined += octets(self.take().group())
        return joined


def get(message, name, default=None):
    return next((value for key, value in message if key == name), default)


def every(message, name):
    return [value for key, value in message if key == name]


class NotApplicable(Exception):
    pass


def double(word):
    word = word.lower().rstrip("f") if not word.lower().endswith("inf") else word.lower()
    value = float(word.replace("infinity", "inf"))
    if math.isnan(value): return "NaN"
    if math.isinf(value): return "Infinity" if value > 0 else "-Infinity"
    return value


def value_of(message):
    (kind, value), = message
    if kind == "int64_value": return {"int": str(int(value, 0))}
    if kind == "uint64_value": return {"uint": str(int(value, 0))}
    if kind == "double_value": return {"double": double(value)}
    if kind == "string_value": return {"string": value.decode()}
    if kind == "bytes_value": return {"bytes": base64.b64encode(value).decode()}
    if kind == "bool_value": return {"bool": value == "true"}
    if kind == "null_value": return {"null": None}
    if kind == "type_value": return {"type": value.decode()}
    if kind == "list_value": return {"list": [value_of(v) for v in every(value, "values")]}
    if kind == "map_value":
        return {"map": [[value_of(get(e, "key")), value_of(get(e, "value"))] for e in every(value, "entries")]}
    if kind == "object_value":
        (name, fields), = value
        seconds, nanos = int(get(fields, "seconds", "0")), int(get(fields, "nanos", "0"))
        if name.endswith("google.protobuf.Duration]"):
            total = seconds * 10**9 + nanos
            sign = "-" if total < 0 else ""
            return {"duration": f"{sign}{abs(total) // 10**9}.{abs(total) % 10**9:09}s"}
    raise NotApplicable(kind)


def case(test):
    expression = get(test, "expr").decode()
    unusable = [name for name in ("container", "check_only", "typed_result", "unknown", "any_unknowns", "any_eval_errors")
                if get(test, name) not in (None, b"", "false")]
    is_error = get(test, "eval_error") is not None
    if unusable or (MESSAGE.search(expression) and not (is_error and ".format(" in expression)): raise NotApplicable(unusable)
    for declared in every(test, "type_env"):
        if re.search(rb"message_type.*|wrapper|well_known", repr(declared).encode()):
            names = re.findall(r"'message_type', b'([^']*)'", repr(declared))
            if "wrapper" in repr(declared) or any(name not in KEPT_TYPES for name in names): raise NotApplicable("type")
    bindings = {get(each, "key").decode(): value_of(get(get(each, "value"), "value")) for each in every(test, "bindings")}
    expected = None if is_error else value_of(get(test, "value", [("bool_value", "true")]))
    return expression, bindings, expected


def same(expected, found):
    (kind, wanted), = expected.items()
    if kind not in found: return False
    value = found[kind]
    if kind == "double":
        return wanted == value and (wanted != 0 or math.copysign(1, wanted) == math.copysign(1, value))
    if kind == "list": return len(wanted) == len(value) and all(map(same, wanted, value))
    if kind == "map":
        left = list(value)
        for key, item in wanted:
            match = next((e for e in left if same(key, e[0]) and same(item, e[1])), None)
            if match is None: return False
            left.remove(match)
        return not left
    if kind == "duration": return seconds(wanted) == seconds(value)
    return wanted == value


def seconds(text):
    whole, _, part = text.rstrip("s").partition(".")
    return (whole.startswith("-"), abs(int(whole)), part.ljust(9, "0"))


def main(folder, runner, show):
    requests, cases, left_out = [], {}, {}
    for name in CORE + EXTENSIONS:
        message = Reader(pathlib.Path(folder, f"{name}.textproto").read_text()).message()
        left_out[name] = 0
        for section in every(message, "section"):
            for test in every(section, "test"):
                try:
                    expression, bindings, expected = case(test)
                except NotApplicable:
                    left_out[name] += 1
                    continue
                number = str(len(requests))
                cases[number] = (name, get(section, "name").decode(), get(test, "name").decode(), expression, expected)
                requests.append(json.dumps({"id": number, "expr": expression, "bindings": bindings}))
    command = ["dotnet", runner] if runner.endswith(".dll") else [runner]
    answers = subprocess.run(command, input="\n".join(requests) + "\n", capture_output=True, text=True, check=True).stdout
    passed = dict.fromkeys(left_out, 0)
    errors = dict.fromkeys(left_out, 0)
    total = dict.fromkeys(left_out, 0)
    for line in answers.splitlines():
        answer = json.loads(line)
        name, section, test, expression, expected = cases.pop(answer["id"])
        total[name] += 1
        errors[name] += expected is None
        isRight = "error" in answer if expected is None else "value" in answer and same(expected, answer["value"])
        passed[name] += isRight
        if not isRight and show:
            print(f"{name}/{section}/{test}: {expression}\n    expected {expected or 'an error'}, found {answer}")
    for name in left_out:
        print(f"{name:14} {passed[name]:4} of {total[name]:4} passed, {errors[name]:3} of them errors, {left_out[name]:3} left out")
    for title, names in (("core", CORE), ("extensions", EXTENSIONS)):
        print(f"{title}: {sum(passed[n] for n in names)} of {sum(total[n] for n in names)} passed")
    return 0 if not cases and passed == total else 1


sys.exit(main(*sys.argv[1:4]))
