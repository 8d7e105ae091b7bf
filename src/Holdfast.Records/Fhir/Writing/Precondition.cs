using Holdfast.Records.Charts;

namespace Holdfast.Records.Fhir.Writing;

/// <summary>
/// <c>If-Match</c>: what exists is only replaced by someone who names the version that they have seen, so that nobody's
/// entry is overwritten unseen. <c>*</c> says that any version may be replaced.
/// </summary>
internal static class Precondition
{
    public const string Any = "*";

    /// <summary>For an update or patch, where it is required. Null when it is fulfilled.</summary>
    public static FhirAnswer.Refused? Required(StoredVersion? present, string ifMatch)
    {
        if (present is null or { IsDeleted: true })
            return ifMatch.Length == 0 ? null : new FhirAnswer.Refused(412, "conflict", "If-Match names a version, but this chart has no such resource. Leave If-Match out to create it.");
        if (ifMatch.Length == 0)
            return new FhirAnswer.Refused(428, "conflict", $"Say which version you have seen: If-Match: {present.ETag}. Read the resource first, so that nobody's change is lost.");
        return IsMet(present, ifMatch) ? null
            : new FhirAnswer.Refused(412, "conflict", $"Somebody changed this resource meanwhile: it is at {present.ETag}. Read it again and apply your change to it.");
    }

    /// <summary>For a deletion, where it may be left out. Null when it is fulfilled.</summary>
    public static FhirAnswer.Refused? Optional(StoredVersion? present, string ifMatch) => ifMatch.Length == 0 ? null : Required(present, ifMatch);

    private static bool IsMet(StoredVersion present, string ifMatch) =>
        ifMatch == Any || ifMatch.Split(',').Any(tag => tag.Trim() == present.ETag || tag.Trim() == present.ETag["W/".Length..]);
}
