#!/usr/bin/env python3
"""Finds texts of locale/*.json that nothing shows, and texts that are asked for but stand nowhere.

texts.py ROOT: checks the core (platform) and every plugin. A key counts as used when a template names it, when it stands
whole in the sources, or when the sources hold its beginning up to a dot, an underscore or a number ("point.kind." + kind).
"""
import json
import re
import sys
from pathlib import Path

KEY = r"[a-z0-9_]+(?:\.[a-zA-Z0-9_]+)+"
IN_TEMPLATE = re.compile(r"\{\{#t\}\}\s*([^{}\s]+)\s*\{\{/t\}\}")
LITERAL = re.compile(r'"((?:[^"\\\n]|\\.)*)"')
WHOLE = re.compile(KEY + r"\Z")
BEGINNING = re.compile(r"[a-z0-9_]+\.(?:[a-zA-Z0-9_.]*[._])?\Z")
# Where the sources say for certain that this is a text: Message{"k"…, message("k"…, and a fault {"field", {"k"…,
# Error{kind, "k"}.
ASKED = re.compile(r'(?:\bMessage\{|\bmessage\(|\bError\{Kind::\w+,|\{\s*"[a-z_]*",\s*\{)\s*"(' + KEY + r')"\s*[,})]')


def flat(value, prefix=""):
    for key, entry in value.items():
        if isinstance(entry, dict):
            yield from flat(entry, prefix + key + ".")
        else:
            yield prefix + key


def texts(folder, locale):
    file = folder / "locale" / (locale + ".json")
    return set(flat(json.loads(file.read_text(encoding="utf-8")))) if file.exists() else set()


class Sources:
    """What the templates and the programs of one folder ask for."""

    def __init__(self, *folders):
        self.templates, self.whole, self.beginnings, self.asked = {}, set(), set(), {}
        for folder in folders:
            for file in sorted(folder.rglob("*.html")):
                for key in IN_TEMPLATE.findall(file.read_text(encoding="utf-8")):
                    self.templates.setdefault(key, file)
            for file in sorted(folder.glob("workflows/*.json")):
                self.read_workflow(file)
            for file in sorted(folder.glob("forms/*.json")):
                self.read_form(file)
            for file in sorted([*folder.rglob("*.cpp"), *folder.rglob("*.hpp")]):
                if "tests" not in file.relative_to(folder).parts:
                    self.read_program(file)

    def read_workflow(self, file):
        """What docs/reference/workflows.md says that a declaration shows."""
        declared = json.loads(file.read_text(encoding="utf-8"))
        prefix = declared.get("texts", declared["record"] + ".")
        groups = ("state", "step", "part", "limit", "stage", "column", "act", "field", "turn", "notice")
        self.beginnings |= {f"{prefix}{group}." for group in groups}
        self.whole |= {prefix + "rights_after"} | {way["article"] for way in declared["transitions"] if "article" in way}
        self.whole |= {field["error"] for field in declared.get("fields", {}).values() if "error" in field}

    def read_form(self, file):
        """What docs/reference/forms.md says that a declaration shows."""
        declared = json.loads(file.read_text(encoding="utf-8"))
        prefix = declared.get("texts", declared["form"] + ".")
        self.beginnings |= {f"{prefix}{group}." for group in ("title", "lead", "after", "step", "field", "prepare")}
        self.whole |= {f"{prefix}{name}" for name in ("title", "lead", "after")}
        fields = [field for step in declared["steps"] for field in step.get("fields", [])]
        fields += [column for field in fields for column in field.get("columns", [])]
        self.whole |= {entry["error"] for entry in [*fields, *declared.get("rules", [])] if "error" in entry}
        self.beginnings |= {field["labels"] for field in fields if "labels" in field}

    def read_program(self, file):
        source = file.read_text(encoding="utf-8")
        for literal in LITERAL.findall(source):
            if BEGINNING.match(literal):
                self.beginnings.add(literal)
            elif WHOLE.match(literal):
                self.whole |= {literal, literal + ".title", literal + ".words"}  # of a notice both
        for key in ASKED.findall(source):
            self.asked.setdefault(key, file)

    def uses(self, key):
        return (key in self.templates or key in self.whole or key.rstrip("0123456789") in self.whole
                or any(key.startswith(beginning) for beginning in self.beginnings))


def check(name, own, sources, known, promised):
    """The problems of one folder. `known`: texts that its pages may show. `promised`: kept for others to show."""
    problems = []
    for locale in ("zh-CN", "en"):
        for key in sorted(texts(own, locale)):
            if key not in promised and not sources.uses(key):
                problems.append(f"{name}: {locale}.json: nothing shows {key}")
    for wanted in (sources.templates, sources.asked):
        for key, file in sorted(wanted.items()):
            if key not in known:
                problems.append(f"{name}: {file}: there is no text {key} in zh-CN.json")
    for key in sorted(texts(own, "zh-CN") ^ texts(own, "en")):
        problems.append(f"{name}: {key} stands in one of zh-CN.json and en.json only")
    return problems


def main(root):
    core = root / "platform"
    promised = {line.split()[0] for file in (root / "sdk" / "locale").glob("*.txt")
                for line in file.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")}
    promised |= {key for file in (root / "sdk" / "locale").glob("*.json")
                 for key in flat(json.loads(file.read_text(encoding="utf-8")))}
    core_texts = texts(core, "zh-CN")
    problems = check("core", core, Sources(core, *(root / "sdk" / "include" / "gongting" / part for part in ("workflow", "forms"))), core_texts, promised)
    for manifest in sorted((root / "plugins").glob("*/plugin.json")):
        plugin = manifest.parent
        # The host shows these for the plugin: what its records are called.
        records = {"record." + record["name"] for record in json.loads(manifest.read_text(encoding="utf-8")).get("records", [])}
        problems += check(plugin.name, plugin, Sources(plugin), core_texts | texts(plugin, "zh-CN"), records)
    print("\n".join(problems) or "every text is shown, and every text that is shown is there")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
