using System.Buffers;
using System.Text.Json;
using Holdfast.Records.Store;
using Holdfast.Wire;

namespace Holdfast.Records.Charts;

/// <summary>
/// Hiring makes a staff chart, not a resource. The first to open it finds a Practitioner with the name that the keyholder
/// knows: written when the grant may write, else only shown (version 0).
/// </summary>
internal sealed class FirstPractitioner(ChartWriter writer, TimeProvider time)
{
    public async Task Ensure(LiveGrant live, CancellationToken cancellation)
    {
        if (live.StaffOf is not { } staff || !live.MayRead(ResourceClasses.Staff) || live.Chart.All("Practitioner").Count > 0) return;
        // In a chart with a gap it may be the row that is gone: nothing is invented in its place.
        if (live.Chart.Gaps.Count > 0) return;
        var entry = Make(staff, live.Actor.Person, time.GetUtcNow().ToUnixTimeMilliseconds());
        if (live.WritableClasses.Contains(ResourceClasses.Staff))
        {
            var outcome = await writer.Write(live, live.Chart, chart => chart.All("Practitioner").Count > 0 ? new WritePlan.Nothing() : new WritePlan.Append([entry]), cancellation);
            if (outcome is WriteOutcome.Written or WriteOutcome.NothingToWrite) return;
        }

        live.Chart.Show(entry, ResourceClasses.Staff);
    }

    private static ContentEntry Make(PersonCard staff, PersonId author, long now)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteStartArray("name");
            json.WriteStartObject();
            json.WriteString("text", staff.Name);
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return new ContentEntry(RowOperation.Put, "Practitioner", PersonId.From(staff.Person).ToString(), now, author, 0, default, buffer.WrittenMemory[1..^1]);
    }
}
