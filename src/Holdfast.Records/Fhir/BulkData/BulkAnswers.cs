using Holdfast.Wire;
using Holdfast.Wire.Connections;

namespace Holdfast.Records.Fhir.BulkData;

/// <summary>How bulk jobs are answered: addresses, and the keyholder's refusals as HTTP.</summary>
internal static class BulkAnswers
{
    public static string Address(RoleSettings settings, ExportId export, string? file = null) => $"{settings.RecordsOrigin}/fhir/bulk/{export}{(file is null ? "" : "/" + file)}";

    public static Task Refuse(HttpContext http, Refusal refusal)
    {
        var (status, code) = refusal.Why switch
        {
            Why.TooMany or Why.SlowDown => (429, "throttled"),
            Why.Malformed or Why.TooLarge => (400, "invalid"),
            Why.NotFound => (404, "not-found"),
            Why.WitnessSilent or Why.WitnessAhead or Why.Unknown => (503, "transient"),
            Why.Expired => (401, "expired"),
            _ => (403, "forbidden"),
        };
        if (status is 429 or 503) http.Response.Headers.RetryAfter = status == 429 ? "60" : "5";
        return FhirHttp.WriteOutcome(http, status, [new FhirIssue(code, $"The keyholder says no: {refusal.Detail}.")]);
    }
}
