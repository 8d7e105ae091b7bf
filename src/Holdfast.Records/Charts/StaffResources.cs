using System.Text.Json;
using Holdfast.Records.Store;
using Holdfast.Wire;

namespace Holdfast.Records.Charts;

/// <summary>
/// The Practitioner of the member of staff who opened a chart, so that what an id token names as fhirUser can be read.
/// Shown from what the keyholder says of the person (version 0), beside the provider's chart, until an import brings a better
/// one. To their own grant alone: the provider's chart is shared, and who opened something on this node is nobody else's business.
/// </summary>
internal static class StaffResources
{
    private const string Type = "Practitioner";

    public static StoredVersion Of(Actor person, DateTimeOffset now)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(new { active = true, name = new[] { new { text = person.Name } } });
        return new StoredVersion(new ContentEntry(RowOperation.Put, Type, person.Person.ToString(), now.ToUnixTimeMilliseconds(), person.Person, 0, default, json.AsMemory()[1..^1]), 0, ResourceClasses.ContentOf(Type), null);
    }
}
