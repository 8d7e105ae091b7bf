using System.Text.Json;
using Holdfast.ChartApp.Fhir;

namespace Holdfast.ChartApp.Launch;

/// <summary>The right to one chart, as the token endpoint answered it. In memory only: a reload forgets it.</summary>
internal sealed record Grant
{
    public required string AccessToken { get; init; }
    public required DateTimeOffset Expires { get; init; }
    public string? RefreshToken { get; init; }
    /// <summary>Empty for a chart of a member of staff.</summary>
    public required string PatientId { get; init; }

    /// <summary>Whose staff chart it is; null when it is a patient's.</summary>
    public StaffMember? Staff { get; init; }

    public required string PersonId { get; init; }
    public required string PersonName { get; init; }
    public string PersonRole { get; init; } = "";
    public string Purpose { get; init; } = "";
    public string Scope { get; init; } = "";
    public bool ReadOnly { get; init; }
    /// <summary>The person's half of what seals drafts about this chart; the device's half never leaves it. Empty: drafts are not kept.</summary>
    public string DraftSecret { get; init; } = "";

    public bool IsEmergency => Purpose == "ETREAT";

    /// <summary>Coordinators see who and where, not what is wrong: so the page says at once why the rest is missing.</summary>
    public bool IdentityOnly => PersonRole == "coordinator";

    public override string ToString() => "grant";

    /// <summary>Null when the answer is not a DPoP token with a patient and a person. <paramref name="before"/>: what a refresh does not repeat.</summary>
    public static Grant? Read(JsonElement json, DateTimeOffset now, Grant? before)
    {
        const int fallbackSeconds = 300;
        var person = json.Get("holdfast").Get("person");
        var staff = StaffMember.Read(json.Get("holdfast").Get("staff")) ?? before?.Staff;
        var patient = json.Text("patient") ?? before?.PatientId ?? (staff is null ? null : "");
        var personId = person.Text("id") ?? before?.PersonId;
        if (json.Text("access_token") is not { } token || patient is null || personId is null) return null;
        if (!string.Equals(json.Text("token_type"), "DPoP", StringComparison.OrdinalIgnoreCase)) return null;
        if (before is not null && (patient != before.PatientId || staff?.Id != before.Staff?.Id || personId != before.PersonId)) return null;
        return new Grant
        {
            AccessToken = token,
            Expires = now.AddSeconds((double)(json.Get("expires_in").Number() ?? fallbackSeconds)),
            RefreshToken = json.Text("refresh_token") ?? before?.RefreshToken,
            PatientId = patient,
            Staff = staff,
            PersonId = personId,
            PersonName = person.Text("name") ?? before?.PersonName ?? "?",
            PersonRole = person.Text("role") ?? before?.PersonRole ?? "",
            Purpose = json.Get("holdfast").Text("purpose") ?? before?.Purpose ?? "",
            Scope = json.Text("scope") ?? before?.Scope ?? "",
            DraftSecret = json.Get("holdfast").Text("draftSecret") ?? before?.DraftSecret ?? "",
            ReadOnly = json.Get("holdfast").Get("readOnly").IsTrue() || (before?.ReadOnly ?? false),
        };
    }
}

/// <summary>The member of staff whose own chart is open.</summary>
internal sealed record StaffMember(string Id, string Role)
{
    public static StaffMember? Read(JsonElement json) => json.Text("id") is { } id ? new StaffMember(id, json.Text("role") ?? "") : null;
}
