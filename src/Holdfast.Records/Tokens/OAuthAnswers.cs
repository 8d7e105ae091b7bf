using Holdfast.Wire;

namespace Holdfast.Records.Tokens;

/// <summary>An OAuth error answer (RFC 6749 §5.2).</summary>
internal sealed record OAuthRefusal(int Status, string Error, string Description)
{
    public IResult ToResult() => Results.Json(new { error = Error, error_description = Description }, statusCode: Status);

    /// <summary>The same; to a client that tried HTTP Basic, with the challenge that RFC 6749 §5.2 asks for.</summary>
    public IResult ToResult(HttpContext http)
    {
        if (Status == StatusCodes.Status401Unauthorized) http.Response.Headers.WWWAuthenticate = "Basic realm=\"holdfast\"";
        return ToResult();
    }

    /// <summary>The keyholder's reasons in OAuth's words.</summary>
    public static OAuthRefusal Of(Refusal refusal) => refusal.Why switch
    {
        Why.Malformed or Why.TooLarge => new(400, "invalid_request", "The request is not in the form that RFC 6749 gives."),
        Why.ClientUnknown => new(401, "invalid_client", $"The client was not accepted: {refusal.Detail}."),
        Why.ScopeRefused => new(400, "invalid_scope", $"The scope was not accepted: {refusal.Detail}."),
        Why.ProofRefused => new(400, "invalid_grant", "The PKCE verifier or the DPoP proof does not belong to this code or token, or is missing."),
        Why.Frozen or Why.Canary or Why.BudgetPerson or Why.BudgetOrganisation or Why.BudgetIdentities =>
            new(400, "invalid_grant", "Access was stopped. The privacy office can say why and undo it."),
        Why.WitnessSilent or Why.WitnessAhead => new(503, "temporarily_unavailable", "The ledger's witness does not answer; nothing new is opened until it does."),
        _ => new(400, "invalid_grant", "The code or token is unknown, has expired, or was used before. Open the chart again from the desk."),
    };
}
