"""What keeps a caller from giving the service a credential, and one that was given from being used, in words."""

from __future__ import annotations

from setpoint.api.caller import Caller
from setpoint.model.credential import Credential, Means
from setpoint.model.diagnostic import Diagnostic
from setpoint.model.errors import ResourceError

LATER = "the service works on a stack after its owner's token has ended, and needs"

NEEDED = {
    Means.TRUST: f"{LATER} a trust of the owner for that",
    Means.APPLICATION_CREDENTIAL: f"{LATER} an application credential of the owner for that",
}

NAMES = {Means.TRUST: "trust", Means.APPLICATION_CREDENTIAL: "application credential"}


def refuse_unfit(caller: Caller, means: Means = Means.TRUST) -> None:
    """Raises ResourceError for a token by which nothing can be done in a project."""
    if not caller.project:
        why, advice = "the token is not for a project", "ask with a token for the project of the stack"
    elif not caller.role_ids:
        why, advice = "the token has no role in its project", "have a role assigned there"
    else:
        return
    raise ResourceError(no_credential(caller, why, advice, means))


def no_credential(caller: Caller, why: str, advice: str, means: Means = Means.TRUST) -> Diagnostic:
    """That ``caller`` cannot give one, and what would help."""
    return Diagnostic(
        f"{caller.user_name or caller.user} cannot entrust the stack to the service",
        detail=f"{why}; {NEEDED[means]}",
        advice=advice,
    )


def not_given(
    caller: Caller, said: str, *, of_trust: str, of_credential: str, else_: str, means: Means
) -> Diagnostic:
    """That Keystone, which ``said`` so, lets ``caller`` give none: why, by what kind of token it is."""
    if "trust_id" in caller.credentials:
        why, advice = of_trust, "ask with a token of the user, got with a password"
    elif "application_credential_id" in caller.credentials:
        why = of_credential
        advice = (
            "ask with a token got with a password; or, where the operator of the cloud allows it, with an application "
            "credential that was made with --unrestricted"
        )
    else:
        why, advice = else_, "check the user's role assignments in the project; ask the cloud's operator"
    return no_credential(caller, f"{why} (Keystone says: {said})", advice, means)


def dead(credential: Credential, gone: ResourceError) -> Diagnostic:
    """That one which was given is over."""
    return Diagnostic(
        "nothing can be done any more for the owner of the stack",
        detail=f"the {NAMES[credential.means]} that user {credential.user} gave is not good any more: "
        f"{gone.diagnostic.summary_with_detail}",
        advice="somebody else of the project takes the stack over by updating it",
    )
