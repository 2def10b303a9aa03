"""Every check, in one table: what it is called, what it looks at, which looks it needs, and what finds it."""

from __future__ import annotations

from scripts._doctor.checks import archive, cloud, forms, mailbox, people, running, sharing, signing_in, workbook
from scripts._doctor.findings import Check

CHECKS: tuple[Check, ...] = (
    Check(
        "signed in",
        "The mailbox is signed in, and is the charity's own: it is of the domain that Settings name.",
        ("account", "house"),
        signing_in.signed_in,
    ),
    Check(
        "scopes",
        "The mailbox agreed to each of the six things that the system asks of Google, by Google's own word.",
        ("missing_scopes",),
        signing_in.scopes,
    ),
    Check(
        "health",
        "All that `scripts/check_health` looks at: runs, lost messages, tabs and forms, the night, the archive, "
        "the daily limit, a pause, the calendar.",
        ("health",),
        running.health_finds,
    ),
    Check(
        "mode", "Whether the system is live, or has been rehearsing for weeks.", ("health", "files"), running.not_live
    ),
    Check(
        "test page",
        "Somebody answered a page, in earnest or a test, in the last sixteen weeks.",
        ("answered", "health"),
        running.never_tried,
    ),
    Check(
        "program", "The last night was done by the program that lies here.", ("ran", "here"), running.another_program
    ),
    Check("hold", "Whether routine mail about somebody is held back by hand.", ("facts",), people.holds),
    Check(
        "DSL team",
        "There is a DSL who can be paged, a deputy who is somebody else, and a third.",
        ("facts",),
        people.dsl_team,
    ),
    Check("staff", "Everybody on the tab Staff can be rung and written to.", ("facts",), people.gaps_on_staff),
    Check("coordinator", "Somebody is asked for a missing register.", ("facts",), people.nobody_coordinates),
    Check(
        "settings",
        "What every notice needs is typed into Settings: sender, domain, the DSL's name and number.",
        ("stored", "listed"),
        people.settings_empty,
    ),
    Check(
        "policy",
        "What the tab Housekeeping asks: the policy's review, what it cites, open questions, contacts that nobody "
        "tried, a telephone for two, a trustee (POL-1 to POL-5, OPS-9).",
        ("facts", "figures", "health"),
        people.policy_points,
    ),
    Check(
        "files",
        "The workbook, the Duty board, the archive's folder and the forms are there, and not in the bin.",
        ("files",),
        sharing.where_files_are,
    ),
    Check(
        "open to anybody",
        "None of these files, nor the folders they lie in, can be opened by whoever has the link.",
        ("files",),
        sharing.open_to_anybody,
    ),
    Check(
        "open to a domain",
        "None of them can be opened by every account of a domain.",
        ("files",),
        sharing.open_to_a_domain,
    ),
    Check(
        "outsiders",
        "None of them can be opened by somebody who is not of the staff's domain.",
        ("files", "house"),
        sharing.outsiders,
    ),
    Check(
        "not of the team",
        "The workbook, the archive and the forms can be opened by the DSL team alone, the Duty board by people on the "
        "tab Staff, who only read it.",
        ("files", "house"),
        sharing.not_of_the_team,
    ),
    Check(
        "team",
        "Everybody of the DSL team can open the workbook, and change it.",
        ("files", "house"),
        sharing.team_is_let_in,
    ),
    Check(
        "copies",
        "No copy that was kept before a newer version lies about for longer than a month.",
        ("files", "health"),
        sharing.old_copies,
    ),
    Check(
        "groups",
        "No group stands among those who can open them: who is in it cannot be seen.",
        ("files", "house"),
        sharing.groups,
    ),
    Check(
        "owners", "They belong to the mailbox, and not to a person who may leave.", ("files", "house"), sharing.owners
    ),
    Check("forms made", "Settings name every form, and each could be looked at.", ("forms",), forms.not_there),
    Check("forms published", "Every form takes answers.", ("forms",), forms.closed),
    Check(
        "forms opened",
        "The forms of the staff can be filled in by the staff's domain or by listed people, and not by whoever has the "
        "link; the form for schools by whoever has the link.",
        ("forms",),
        forms.not_for_whom_it_is,
    ),
    Check(
        "forms for listed people",
        "Where Settings let in listed people, each of the staff can fill in each form of theirs.",
        ("forms", "listed"),
        forms.listed_not_let_in,
    ),
    Check(
        "strangers at forms",
        "Nobody outside the staff's domain may fill in a form of the staff.",
        ("forms", "house"),
        forms.strangers_fill_in,
    ),
    Check("forms linked", "No form's answers go into another spreadsheet as well.", ("forms",), forms.linked),
    Check("forms in step", "Every form offers what the workbook holds.", ("forms",), forms.not_in_step),
    Check(
        "zone and locale",
        "The workbook counts in London's time and reads dates as British ones.",
        ("properties",),
        workbook.zone_and_locale,
    ),
    Check(
        "workbook in step",
        "Every tab, heading, range and protection is as this version needs it.",
        ("lines", "reports"),
        workbook.drift,
    ),
    Check("Duty board in step", "So is the Duty board, where there is one.", ("board_lines",), workbook.board_drift),
    Check("rows", "What people typed into the tabs can be used.", ("facts",), workbook.rows_not_used),
    Check(
        "sender",
        "The mailbox may write as the sender that Settings name.",
        ("mailbox", "stored"),
        mailbox.sender_is_not_its_own,
    ),
    Check("forwarding", "Mail that comes in does not go on to another address.", ("mailbox",), mailbox.goes_elsewhere),
    Check("autoreply", "The mailbox does not answer by itself.", ("mailbox",), mailbox.answers_by_itself),
    Check(
        "filters",
        "No filter takes mail out of the inbox, where a school's reply is looked for.",
        ("mailbox",),
        mailbox.filtered,
    ),
    Check(
        "drafts",
        "No more drafts lie about than a run that dies now and then leaves behind.",
        ("mailbox",),
        mailbox.drafts_left,
    ),
    Check(
        "who reads the mailbox", "Who else can open the mailbox: no program here may see it.", (), mailbox.who_reads_it
    ),
    Check("archive folder", "There is a folder in which each month is put away.", ("facts",), archive.no_folder),
    Check(
        "archive sealed",
        "The files of the newest month that was sealed are there, unchanged by Drive's own digest, and read-only.",
        ("sealed",),
        archive.not_as_sealed,
    ),
)
"""In the order in which they are told where they are of one degree."""

CLOUD: tuple[Check, ...] = (
    Check(
        "deployed",
        "What runs is the commit that lies here.",
        ("deployed",),
        cloud.not_deployed,
    ),
    Check(
        "project",
        "APIs, identities, secrets, services, counts, alarms, schedules and the budget are as `scripts/deploy` makes "
        "them for the commit that runs.",
        ("parts", "deployed"),
        cloud.parts_missing,
    ),
    Check("project owners", "Two people can mend the project.", ("holders",), cloud.too_few_owners),
    Check("alarm readers", "Alarms write to two people.", ("holders",), cloud.too_few_are_told),
)
"""With --project ID, through gcloud."""
NOT_ASKED = Check("Google Cloud", "Said where no project was named.", (), cloud.not_asked)
