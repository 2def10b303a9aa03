"""What is not proven about Google Forms, as switches."""

from sandbox.switches import declare

declare(
    "responses_listed_late",
    default="0",
    turned="45",
    meaning="How many seconds of the sandbox's clock pass before a response appears in responses.list.",
)
declare("responses_unordered", meaning="responses.list gives responses in no order; Google promises none.")
declare(
    "responses_filter_ignores_edits",
    meaning="The filter of responses.list looks at when a response was first sent, not at when it was last edited.",
)
declare("answers_die_with_their_question", meaning="Answers to a question that was deleted are not listed any more.")
declare(
    "forms_created_published",
    meaning="forms.create publishes a form to anyone with the link unless told otherwise, as until July 2026.",
)
declare(
    "forms_last_section_navigates",
    meaning="A choice in the last section leads where it says; Google's documentation says that it submits.",
)
declare(
    "forms_ask_to_record_email",
    meaning="A form that collects the signed-in account has a box to tick first: “Record … as the email …”.",
)
declare(
    "forms_collect_verified",
    meaning="A new form collects the signed-in account, as one of a Workspace account does; others collect nothing.",
)
declare(
    "forms_sections_come_first",
    meaning="An option may lead only to a section that an earlier request, or an earlier batch, has made.",
)
declare(
    "forms_choices_all_lead",
    meaning="A question whose options lead somewhere must say of each option where; Apps Script's documentation does.",
)
declare("forms_remember_ids", meaning="The id of an item or a question that was deleted cannot be given again.")
declare(
    "forms_lost_section_falls_through",
    meaning="An option whose section is deleted loses its direction; otherwise deleting the section is refused.",
)
declare(
    "forms_button_says_next",
    meaning="The button says Submit in the last section only, even where every choice of another section submits.",
)
declare(
    "forms_take_old_options",
    meaning="The page takes an option that was taken away while somebody had the form open.",
)
