"""What is not proven about Google Forms, as switches."""

from sandbox.switches import declare

declare(
    "responses_listed_late",
    default=False,
    meaning="A response appears in responses.list only 30 seconds after it was sent.",
)
declare(
    "responses_newest_first",
    default=False,
    meaning="responses.list gives the newest response first; Google promises no order.",
)
declare(
    "answers_die_with_their_question",
    default=False,
    meaning="Answers to a question that was deleted are not listed any more.",
)
