using Holdfast.Keyholder.Ledger;
using Holdfast.Keyholder.Watching;
using Holdfast.Wire;
using Holdfast.Wire.Connections;
using Holdfast.Wire.Records;

namespace Holdfast.Keyholder.Grants;

/// <summary>What a records node says was viewed inside open charts. Entered as reported by it, under live grants of its own, within a quota; exposure rests on releases.</summary>
internal sealed class ReportViews(Journal journal, NodeGate nodes, Refusals refusals)
{
    private const string Name = "report-views";

    /// <summary>About 110 bytes each.</summary>
    private const int ViewsPerEntry = 400;
    private const int LongestInteraction = 24;

    private readonly Dictionary<string, (DateTimeOffset Minute, int Views)> _quota = new(StringComparer.Ordinal);

    public Task<ReportViewsReply> Run(CallerIdentity caller, ReportViewsRequest request) => nodes.Ask<ReportViewsReply>(caller, request.Instance, Name, (draft, instance) =>
    {
        if (request.Views.Count is 0 or > GrantLimits.ViewsPerReport || request.Views.Any(view => !IsValid(view)))
            return refusals.Unsigned<ReportViewsReply>(draft, caller, Name, Why.Malformed, "not views, or more than fit one report");
        if (!WithinQuota(caller.Node, request.Views.Count, draft.Now))
            return nodes.Misuse<ReportViewsReply>(draft, caller, Name, Why.TooLarge, "more views than a node may report in a minute");
        var byGrant = request.Views.GroupBy(view => GrantId.From(view.Grant)).ToList();
        foreach (var ofGrant in byGrant)
            if (journal.Tables.Grants.Find(ofGrant.Key)?.Instance != instance.Id && journal.Tables.ServiceGrants.Find(ofGrant.Key)?.Instance != instance.Id)
                return nodes.Misuse<ReportViewsReply>(draft, caller, Name, Why.NotAllowed, "a grant that this node does not have", new RefusalSubject(Grant: ofGrant.Key));
        foreach (var ofGrant in byGrant)
            foreach (var some in ofGrant.Chunk(ViewsPerEntry)) Record(draft, caller, instance, ofGrant.Key, some);
        return new ReportViewsReply();
    });

    private static void Record(Draft draft, CallerIdentity caller, InstanceRow instance, GrantId grant, View[] views) => draft.Record("views", json =>
    {
        json.WriteString("node", caller.Node);
        Entries.Id(json, "instance", instance.Id);
        Entries.Id(json, "grant", grant);
        json.WriteStartArray("items");
        foreach (var view in views)
        {
            json.WriteStartArray();
            json.WriteStringValue(view.RecordClass);
            json.WriteNumberValue(view.Resources);
            json.WriteNumberValue(view.AtMs);
            json.WriteStringValue(view.Interaction);
            json.WriteEndArray();
        }

        json.WriteEndArray();
    });

    private static bool IsValid(View view) =>
        view.Grant.Length == 16 && RecordClass.TryParse(view.RecordClass, out _) && view.Resources >= 0 && view.AtMs >= 0
        && view.Interaction.Length is > 0 and <= LongestInteraction && view.Interaction.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '$');

    private bool WithinQuota(string node, int views, DateTimeOffset now)
    {
        var (minute, count) = _quota.GetValueOrDefault(node, (now, 0));
        if (now - minute >= TimeSpan.FromMinutes(1)) (minute, count) = (now, 0);
        _quota[node] = (minute, count + views);
        return count + views <= GrantLimits.ViewsPerMinute;
    }
}
