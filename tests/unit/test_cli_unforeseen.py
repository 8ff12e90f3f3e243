"""An error that nobody foresaw is one sentence with an exit code of its own: 1 would mean that the record was altered."""

import pytest

import onrecord.cli
import onrecord.ledger.verify


def broken(*args, **options):
    raise AttributeError("'Live' object\nhas no attribute 'pk'")


def test_of_any_command(monkeypatch, capsys):
    monkeypatch.setattr(onrecord.cli, "app", broken)
    with pytest.raises(SystemExit) as ended:
        onrecord.cli.main()
    said = capsys.readouterr().err
    assert ended.value.code == 3
    assert "Traceback" not in said
    assert "says nothing about the record" in said
    assert "AttributeError in test_cli_unforeseen.py" in said
    assert said.count("\n") == 1
    monkeypatch.setenv("ONRECORD_TRACEBACK", "1")
    with pytest.raises(SystemExit):
        onrecord.cli.main()
    assert "Traceback" in capsys.readouterr().err


def test_of_the_check_for_outsiders(monkeypatch, capsys, tmp_path):
    monkeypatch.setattr(onrecord.ledger.verify, "verify_export", broken)
    assert onrecord.ledger.verify.main([str(tmp_path)]) == 3
    captured = capsys.readouterr()
    assert "says nothing about the record" in captured.err
    assert onrecord.ledger.verify.main([str(tmp_path), "--json"]) == 3
    assert '"ok": false' in capsys.readouterr().out
