"""Checks of the oracle itself: `python -m unittest` in this folder."""

import json
import tempfile
import unittest
from pathlib import Path

import osv_oracle


def ecosystem(*events):
    return {"type": "ECOSYSTEM", "events": list(events)}


def affected(name="pkg", system="PyPI", **content):
    return {"package": {"ecosystem": system, "name": name}, **content}


def record(*entries, **content):
    return {"id": "X-1", "modified": "2024-01-01T00:00:00Z", "affected": list(entries), **content}


class Matching(unittest.TestCase):
    def check(self, data, hits="", misses="", name="pkg"):
        with tempfile.TemporaryDirectory() as folder:
            Path(folder, "X-1.json").write_text(json.dumps(data))
            oracle = osv_oracle.Oracle(folder)
        for version in hits.split():
            self.assertEqual(oracle.match(name, version), {"X-1"}, version)
        for version in misses.split():
            self.assertEqual(oracle.match(name, version), set(), version)

    def check_events(self, *events, hits="", misses=""):
        self.check(record(affected(ranges=[ecosystem(*events)])), hits, misses)

    def test_two_intervals_in_any_order(self):
        events = [{"introduced": "0"}, {"fixed": "1.0"}, {"introduced": "2.0"}, {"fixed": "2.5"}]
        for order in (events, events[::-1], events[2:] + events[:2]):
            self.check_events(*order, hits="0.5 2.0 2.1 2.5rc1", misses="1.0 1.5 2.5 3")

    def test_zero_is_below_everything(self):
        self.check_events({"introduced": "0"}, {"fixed": "1.0"}, hits="0 0.dev0 0a0.dev0")
        self.check_events({"introduced": "0.0"}, {"fixed": "1.0"}, hits="0", misses="0.dev0 0rc1")

    def test_last_affected(self):
        self.check_events(
            {"introduced": "0"}, {"last_affected": "1.5"},
            hits="1.4 1.5 1.5.0 1.5rc1 1.5+cpu", misses="1.5.post1 1.6",
        )

    def test_order_of_kinds_at_one_version(self):
        self.check_events({"last_affected": "1"}, {"introduced": "1"}, hits="1", misses="0.9 1.1")
        self.check_events({"fixed": "1"}, {"introduced": "1"}, misses="0.9 1 1.1")
        self.check_events({"fixed": "1"}, {"last_affected": "1"}, {"introduced": "0"},
                          hits="0.9", misses="1")

    def test_prereleases_and_epochs_are_points_on_the_line(self):
        self.check_events({"introduced": "0"}, {"fixed": "3.0"},
                          hits="3.0a1 3.0rc1 3.0.dev0", misses="3.0 3.0.post1 1!1.0")
        self.check_events({"introduced": "0"}, {"fixed": "1!1.1"}, hits="1!1.0 9", misses="1!1.1")

    def test_numbers_are_numbers(self):
        self.check_events({"introduced": "0"}, {"fixed": "1.2.0"}, misses="1.10.0")

    def test_local_versions(self):
        self.check(record(affected(versions=["2.0.1"])), hits="2.0.1+cpu", misses="2.0.2+cpu")
        self.check(record(affected(versions=["2.0.1+cpu"])), hits="2.0.1+cpu", misses="2.0.1")
        self.check_events({"introduced": "1.0+b"}, {"fixed": "2.0"},
                          hits="1.0+c 1.1 2.0rc1+x", misses="1.0 1.0+a 2.0 2.0+x")
        self.check_events({"introduced": "0"}, {"fixed": "2.0+p1"}, hits="2.0 2.0+p2 2.0+a",
                          misses="2.0.post1")

    def test_limits(self):
        self.check_events({"introduced": "0"}, {"limit": "2.0"}, hits="1.0 2.0rc1", misses="2.0 3")
        self.check_events({"introduced": "0"}, {"limit": "*"}, hits="1.0 99")
        self.check_events({"introduced": "0"}, {"limit": "odd!"}, hits="1.0 99")

    def test_versions_mean_what_they_mean(self):
        self.check(record(affected(versions=["1.0"])), hits="1.0 1.0.0 v1.0 1", misses="1.0.1 1.0a1")

    def test_odd_versions_are_text(self):
        data = record(affected(versions=["0.1-bulbasaur", "pkg==0.2"], ranges=[
            ecosystem({"introduced": "0"}, {"fixed": "0.1"})]))
        self.check(data, hits="0.1-bulbasaur pkg==0.2 0.0.9", misses="0.1-ivysaur 0.2 unknown")

    def test_an_unreadable_event_voids_itself(self):
        self.check_events({"introduced": "0"}, {"fixed": "2019-09-12"}, hits="1.0 3000")
        self.check_events({}, {"introduced": "1"}, {"fixed": None}, {"fixed": ["2"]}, {"fixed": "3"},
                          hits="1 2", misses="0.9 3")

    def test_only_ecosystem_ranges_count(self):
        git = {"type": "GIT", "repo": "r", "events": [{"introduced": "0"}]}
        semver = {"type": "SEMVER", "events": [{"introduced": "0"}]}
        ours = ecosystem({"introduced": "0"}, {"fixed": "1.0"})
        self.check(record(affected(ranges=[git, semver, ours])), hits="0.9", misses="1.0")
        self.check(record(affected(ranges=[git, {"type": "NEW"}, None, semver])), misses="0.9 1.0")

    def test_each_range_and_each_entry_by_itself(self):
        data = record(
            affected(ranges=[ecosystem({"introduced": "1"}, {"fixed": "2"}),
                             ecosystem({"introduced": "0"}, {"fixed": "1.5"})]),
            affected(versions=["7.0"]),
            affected(name="other", versions=["8.0"]),
            affected(system="npm", versions=["9.0"]),
            affected(system="pypi", versions=["9.1"]),
            {"versions": ["9.2"]},
        )
        self.check(data, hits="0.1 1.7 7", misses="2 8.0 9.0 9.1 9.2")
        self.check(data, hits="8.0", misses="7.0", name="other")

    def test_names(self):
        for name in ("zope.interface", "Zope_Interface", "ZOPE-._interface"):
            self.check(record(affected(name="Zope-Interface", versions=["1"])), hits="1", name=name)

    def test_withdrawn(self):
        entry = affected(versions=["1.0"])
        self.check(record(entry, withdrawn="2020-01-01T00:00:00.123456789Z"), misses="1.0")
        self.check(record(entry, withdrawn="2999-01-01T00:00:00Z"), hits="1.0")
        self.check(record(entry, withdrawn=None), hits="1.0")

    def test_schema_version(self):
        entry = affected(versions=["1.0"])
        self.check(record(entry, schema_version="1.99.0"), hits="1.0")
        self.check(record(entry, schema_version="2.0.0"), misses="1.0")

    def test_missing_fields(self):
        self.check({"id": "X-1"}, misses="1.0")
        self.check(record(affected(versions=None, ranges=None)), misses="1.0")
        self.check(record(affected(versions=["1.0"]), summary=None), hits="1.0")


if __name__ == "__main__":
    unittest.main()
