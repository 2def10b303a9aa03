"""What is not proven about Google Forms, as switches."""

from sandbox.switches import declare

declare(
    "responses_listed_late",
    default="0",
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
