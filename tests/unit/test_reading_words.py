"""Earlier answers stand on the screen in the words of the form, not in the codes under which they are kept."""

from onrecord.audit.models import Reading
from onrecord.audit.programmes.file import shipped
from onrecord.audit.reading.parts import in_words


def test_every_answer_of_every_shipped_programme_is_worded():
    for programme in shipped().values():
        for question in programme.questions:
            for answer in question.answers:
                [(asks, said)] = in_words(programme, Reading(answers={question.id: answer.say}))
                assert (asks, said) == (question.asks, answer.text)
