using System.Text.Json;
using Holdfast.Records.Store;
using Holdfast.Wire;

namespace Holdfast.Records.Charts;

/// <summary>
/// The Practitioner of the member of staff who opened a chart, so that what an id token names as fhirUser can be read.
/// Shown from what the keyholder says of the person (version 0), in the provider's chart, until an import brings a better one.
/// </summary>
internal static class StaffResources
{
    private const string Type = "Practitioner";

    public static void Show(OpenChart provider, Actor person, DateTimeOffset now)
    {
        var id = person.Person.ToString();
        if (provider.Find(Type, id) is not null) return;
        var json = JsonSerializer.SerializeToUtf8Bytes(new { active = true, name = new[] { new { text = person.Name } } });
        provider.Show(new ContentEntry(RowOperation.Put, Type, id, now.ToUnixTimeMilliseconds(), person.Person, 0, default, json.AsMemory()[1..^1]), ResourceClasses.ContentOf(Type));
    }
}
