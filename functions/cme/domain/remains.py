"""What Google still has of what was erased, for how long, and what is to be done by hand. Pure.

As Google documented it on 29 November 2026; where and in which words stands in docs/retention.md.
"""

from __future__ import annotations

from cme.domain.pack import Field

REMAINS = (
    Field(
        "Files in Drive's bin",
        "30 days, or until somebody empties it; then an administrator can bring them back for 25 days more.",
    ),
    Field(
        "The workbook's version history",
        "every row that was ever there, for as long as the file lasts; Google names no time. It ends with the file:"
        " after the next archive make a new workbook by scripts/restore, let it take the other's place, and put the old"
        " one into the bin.",
    ),
    Field(
        "Answers in the forms",
        "until somebody deletes them: no program can. Open the form, Responses, Individual, and delete the answer; or"
        " make new forms each school year, and put the old ones into the bin.",
    ),
    Field(
        "Sent and received mail",
        "until somebody deletes it: the permissions of the mailbox's program do not reach so far. In Gmail search for"
        " “in:anywhere older_than:2y”, select all, delete. It lies in the bin for 30 days, and an administrator can"
        " bring it back for 25 more. Whoever got a mail of ours has it still.",
    ),
    Field("Drafts", "the system throws away its own each night; a person's stay until that person deletes them"),
    Field("Archives", "what they hold of a child stays until their own time is over: the lines above name each"),
    Field(
        "Copies that were kept before a newer version",
        "all that the workbook held on that day, until somebody deletes them; scripts/doctor names those that are older"
        " than a month",
    ),
    Field("Google's own backups", "Google promises to delete within 180 days what nobody can bring back any more"),
    Field("Vault", "if your edition has it: what a rule or a hold there keeps stays. Ask the administrator."),
    Field("Log lines", "30 days at Google Cloud, unless somebody set another time; codes and counts, no name"),
    Field("Files of commands", "evidence, packs, answers to requests: wherever they were put"),
)
