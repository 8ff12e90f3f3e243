"""Tables whose rows are cards on a telephone: what stands before each value."""

from onrecord.web.stacked import with_names

HEAD = '<thead><tr><th scope="col">What</th><th scope="col" class="number">Rate (95&nbsp;%)</th>{}</tr></thead>'


def test_each_cell_bears_the_heading_of_its_column():
    rows = '<tbody><tr><th scope="row">A</th><td class="number">1</td></tr><tr><td>B</td><td>2</td></tr></tbody>'
    assert with_names(HEAD.format("") + rows) == HEAD.format("") + (
        '<tbody><tr><th scope="row">A</th><td class="number" data-name="Rate (95&nbsp;%)">1</td></tr>'
        '<tr><td data-name="What">B</td><td data-name="Rate (95&nbsp;%)">2</td></tr></tbody>'
    )


def test_a_cell_across_columns_has_no_heading_and_those_after_it_have_theirs():
    head = HEAD.format('<th scope="col">By "you"</th>')
    made = with_names(head + '<tbody><tr><td colspan="2">none</td><td>me</td></tr></tbody>')
    assert '<td colspan="2">none</td><td data-name="By &quot;you&quot;">me</td>' in made


def test_what_only_a_screen_reader_is_told_is_not_written_before_a_value():
    head = HEAD.format('<th scope="col"><span class="unseen">Take it back</span></th>')
    made = with_names(head + "<tbody><tr><th>A</th><td>1</td><td><a>x</a></td></tr></tbody>")
    assert made.endswith("<td><a>x</a></td></tr></tbody>")


def test_no_name_stands_before_nothing():
    made = with_names(HEAD.format("") + "<tbody><tr><th>A</th><td>\n </td></tr></tbody>")
    assert made.endswith('<td data-name="Rate (95&nbsp;%)"></td></tr></tbody>')


def test_a_name_that_is_there_stays_and_so_does_a_table_without_headings():
    rows = '<tbody><tr><th>A</th><td data-name="Own">1</td></tr></tbody>'
    assert with_names(HEAD.format("") + rows) == HEAD.format("") + rows
    assert with_names("<tbody><tr><td>1</td></tr></tbody>") == "<tbody><tr><td>1</td></tr></tbody>"
