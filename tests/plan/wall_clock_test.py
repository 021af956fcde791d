"""Wall clocks against Python's zoneinfo: another program and another reader of the same database.

Ten years, all of both changes of the clocks, zones with odd rules. Environment: BUILD_DIR.
"""

import os
import random
import subprocess
import unittest
from datetime import date, datetime, time, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

PROGRAM = next(Path(os.environ['BUILD_DIR']).glob('tests/**/triaz_wall_clock'))
ZONES = ['Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe', 'Etc/UTC',
         'Africa/Cairo', 'America/St_Johns', 'Pacific/Apia', 'Asia/Beirut', 'Europe/Dublin']
FIRST, LAST = date(2026, 1, 1), date(2035, 12, 31)
EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)


def answers(questions):
    done = subprocess.run([PROGRAM], input='\n'.join(questions) + '\n', capture_output=True,
                          text=True, check=True)
    return done.stdout.splitlines()


def seconds(moment):
    return round((moment.astimezone(timezone.utc) - EPOCH).total_seconds())


def at(zone, second):
    return (EPOCH + timedelta(seconds=second)).astimezone(zone)


def changes(zone):
    """The instants, to the second, at which the offset changes in these years."""
    found, day = [], FIRST
    while day <= LAST:
        low = seconds(datetime.combine(day, time(), timezone.utc))
        high = low + 86400
        if at(zone, low).utcoffset() != at(zone, high).utcoffset():
            while high - low > 1:
                middle = (low + high) // 2
                same = at(zone, middle).utcoffset() == at(zone, low).utcoffset()
                low, high = (middle, high) if same else (low, middle)
            found.append(high)
        day += timedelta(days=1)
    return found


def instants(name):
    """Random ones of ten years, and all around every change of the clocks."""
    dice = random.Random(name)
    low, high = (seconds(datetime.combine(day, time(), timezone.utc)) for day in (FIRST, LAST))
    chosen = [dice.randint(low, high) for _ in range(250)]
    for change in changes(ZoneInfo(name)):
        chosen += [change + shift for shift in (-3601, -3600, -1801, -1, 0, 1, 1800, 3599, 3600)]
        chosen += [change + dice.randint(-90000, 90000) for _ in range(4)]
    return chosen


def first_and_last(zone, day, second):
    """The instants at which the wall shows this: of one that is skipped, the change."""
    wall = datetime.combine(day, time()) + timedelta(seconds=second)
    shown = [EPOCH + timedelta(seconds=seconds(wall.replace(tzinfo=zone, fold=fold)))
             for fold in (0, 1)]
    if shown[0].astimezone(zone).replace(tzinfo=None) != wall:
        low, high = seconds(shown[1]), seconds(shown[0])  # the change is between the two
        before = at(zone, low - 86400).utcoffset()
        low -= 86400
        high += 86400
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if at(zone, middle).utcoffset() == before else (low, middle)
        return high, high
    return tuple(seconds(moment) for moment in shown)


def interval(zone, day, opens, closes):
    if day.weekday() >= 5:
        return None
    start = first_and_last(zone, day, opens)[0]
    end = first_and_last(zone, day, closes)[1]
    return (start, end) if start < end else None


def work(zone, now, opens, closes, left):
    """When so many seconds of office hours have passed, day by day."""
    day = at(zone, now).date()
    while True:
        open_ = interval(zone, day, opens, closes)
        if open_ and now < open_[1]:
            start = max(now, open_[0])
            if start + left <= open_[1]:
                return start + left
            left -= open_[1] - start
        day += timedelta(days=1)


class WallClock(unittest.TestCase):
    def test_finds_both_changes_of_each_of_ten_years(self):
        self.assertEqual(len(changes(ZoneInfo('Europe/Berlin'))), 20)

    def test_shows_the_time_that_python_shows(self):
        for name in ZONES:
            zone, chosen = ZoneInfo(name), instants(name)
            for second, answer in zip(chosen, answers(f'local {name} {s}' for s in chosen)):
                wall = at(zone, second)
                midnight = wall.hour * 3600 + wall.minute * 60 + wall.second
                offset = int(wall.utcoffset().total_seconds())
                self.assertEqual(answer, f'{wall.date()} {midnight} {offset}', (name, second))

    def test_finds_the_instants_of_a_time_on_the_wall(self):
        for name in ZONES:
            zone = ZoneInfo(name)
            asked = [(at(zone, s).date(), at(zone, s + 300).hour * 3600 + 1800)
                     for s in instants(name)]
            for change in changes(zone):  # a quarter of an hour on: skipped, or shown twice
                wall = at(zone, change - 1).replace(tzinfo=None) + timedelta(seconds=901)
                for moment in (wall, wall - timedelta(minutes=30)):
                    asked.append((moment.date(), moment.hour * 3600 + moment.minute * 60))
            given = answers(f'instant {name} {day} {second}' for day, second in asked)
            for (day, second), answer in zip(asked, given):
                expected = first_and_last(zone, day, second)
                self.assertEqual(answer, '%d %d' % expected, (name, day, second))

    def test_agrees_on_when_a_desk_is_open(self):
        for name in ZONES:
            zone, chosen = ZoneInfo(name), instants(name)
            # Cairo's clocks go back from midnight to 23:00 on a working day.
            for opens, closes in (('09:00', '18:00'), ('00:00', '24:00'), ('22:15', '23:30')):
                given = answers(f'open {name} {opens} {closes} {s}' for s in chosen)
                hours = tuple(int(shown[:2]) * 3600 + int(shown[3:]) * 60
                              for shown in (opens, closes))
                for second, answer in zip(chosen, given):
                    today = interval(zone, at(zone, second).date(), *hours)
                    is_open = bool(today and today[0] <= second < today[1])
                    expected = (is_open, work(zone, second, *hours, 0),
                                work(zone, second, *hours, 36000))
                    self.assertEqual(answer, '%d %d %d' % expected, (name, opens, closes, second))


if __name__ == '__main__':
    unittest.main()
