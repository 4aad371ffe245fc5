"""A stack's life in CloudFormation's language: made, changed, rolled back, crashed, and gone to HOT and back."""

from __future__ import annotations

from setpoint.engine.result import Verdict
from setpoint.model.value import reveal
from tests.lifecycle.kit import Life, complete, live

INNER = """AWSTemplateFormatVersion: '2010-09-09'
Parameters:
  word: {Type: String, NoEcho: true}
  more: {Type: String, Default: 'no', AllowedValues: ['yes', 'no']}
Conditions:
  More: {'Fn::Equals': [{Ref: more}, 'yes']}
Resources:
  one: {Type: OS::Heat::TestResource, Properties: {value: {Ref: word}}}
  two: {Type: OS::Heat::TestResource, Condition: More, Properties: {value: {'Fn::GetAtt': [one, output]}}}
Outputs:
  Word: {Value: {'Fn::GetAtt': [one, output]}}
  Both: {Value: {'Fn::If': [More, {'Fn::GetAtt': [two, output]}, none]}}
"""
APP = """HeatTemplateFormatVersion: '2012-12-12'
Mappings:
  Words: {first: {it: hello}, second: {it: bye}}
Resources:
  base: {Type: OS::Heat::TestResource, Properties: {value: first}}
  inner:
    Type: AWS::CloudFormation::Stack
    Properties:
      TemplateURL: https://host/inner
      Parameters: {word: {'Fn::FindInMap': [Words, {'Fn::GetAtt': [base, output]}, it]}, more: 'no'}
Outputs:
  word: {Value: {'Fn::GetAtt': [inner, Outputs.Word]}}
  both: {Value: {'Fn::GetAtt': [inner, Outputs.Both]}}
"""
LATER = APP.replace("value: first", "value: second").replace("more: 'no'", "more: 'yes'")
IN_HOT = """
resources:
  base: {type: OS::Heat::TestResource, properties: {value: first}}
  inner:
    type: AWS::CloudFormation::Stack
    depends_on: base
    properties: {TemplateURL: 'https://host/inner', Parameters: {word: hello, more: 'no'}}
"""
FILES = {"https://host/inner": INNER}


def _life(**more: object) -> Life:
    life = Life(**more)  # type: ignore[arg-type]
    life.files = FILES
    return life


def _names(life: Life) -> set[str]:
    return {str(one.address) for one in life.engine.world(life.stack())}


def test_it_is_made_changed_and_removed_and_what_is_looked_up_may_be_known_late() -> None:
    async def scenario() -> None:
        life = _life()
        complete(await life.up(APP))
        assert _names(life) == {"base", "inner", "inner/one"}
        assert reveal(life.one("inner/one").properties["value"]) == "hello"
        inner = life.one("inner").id
        complete(await life.up(LATER))
        assert _names(life) == {"base", "inner", "inner/one", "inner/two"}
        assert reveal(life.one("inner/two").properties["value"]) == "bye"
        assert life.one("inner").id == inner
        complete(await life.up(APP))
        assert _names(life) == {"base", "inner", "inner/one"}
        complete(await life.down())
        assert not life.world.things

    live(scenario())


def test_a_stack_may_change_its_language_and_nothing_is_touched() -> None:
    async def scenario() -> None:
        life = _life()
        complete(await life.up(APP))
        assert (await life.plan(IN_HOT)).is_empty
        complete(await life.up(IN_HOT))
        assert (await life.plan(APP)).is_empty

    live(scenario())


def test_an_update_that_fails_goes_back() -> None:
    async def scenario() -> None:
        life = _life()
        complete(await life.up(APP, rollback=True))
        result = await life.up(LATER.replace("value: second}", "value: second, fail: true}"), rollback=True)
        assert result.verdict is Verdict.ROLLED_BACK
        assert _names(life) == {"base", "inner", "inner/one"}
        assert reveal(life.one("inner/one").properties["value"]) == "hello"

    live(scenario())


def test_what_cannot_be_looked_up_fails_where_that_is_known_at_last() -> None:
    async def scenario() -> None:
        life = _life()
        result = await life.up(APP.replace("value: first", "value: third"))
        assert result.verdict is Verdict.FAILED
        assert any("has no key 'third'" in f"{one.summary} {one.detail}" for one in result.failures)

    live(scenario())
