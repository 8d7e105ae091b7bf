using Holdfast.Keyholder.Grants;
using Holdfast.Keyholder.Keys;
using Holdfast.Keyholder.Ledger;
using Holdfast.Keyholder.Watching;
using Holdfast.Wire;
using Holdfast.Wire.Connections;
using Holdfast.Wire.Records;

namespace Holdfast.Keyholder.Imports;

/// <summary>
/// An importing service begins: a grant over the charts that it makes, in classes of its own, and the provider's chart in
/// the same classes. A former import of the same service ends: a service imports once at a time.
/// </summary>
internal sealed class BeginImport(InstallationId installation, Journal journal, NodeGate nodes, Refusals refusals, Endings endings, Readiness readiness, ChartVault vault)
{
    private const string Name = "begin-import";

    public Task<BeginImportReply> Run(CallerIdentity caller, BeginImportRequest request) => nodes.Ask<BeginImportReply>(caller, request.Instance, Name, (draft, instance) =>
    {
        if (!RecordClass.IsService(request.Service)) return refusals.Unsigned<BeginImportReply>(draft, caller, Name, Why.Malformed, "a service's name is [a-z0-9-]{1,32}");
        if (readiness.Witness != WitnessState.Present) return refusals.Unsigned<BeginImportReply>(draft, caller, Name, Why.WitnessSilent, "the witness is silent: nothing new is opened");

        foreach (var former in journal.Tables.Imports.LiveRows.Where(row => row.Service == request.Service).ToList()) endings.End(draft, former, "superseded");
        var import = new ImportRow(GrantId.New(), request.Service, caller.Node, instance.Id, draft.NowMs, null, null);
        draft.Change(journal.Tables.Imports.Put(import));
        draft.Record("import", json =>
        {
            json.WriteString("service", import.Service);
            Entries.Id(json, "grant", import.Id);
            json.WriteString("node", caller.Node);
            Entries.Id(json, "instance", instance.Id);
        });

        var tables = journal.Tables;
        var provider = tables.Provider.Find(installation.ToString())!.Chart;
        var generation = Generation.At(draft.Now);
        var plan = ReleasePlan.OfService(tables.Charts.Find(provider)!, tables.Heads.Find(provider)!, import.Service, generation);
        Releases.Record(draft, caller, import.Id, instance.Id, plan, refresh: false, json => json.WriteString("service", import.Service));
        var reply = new BeginImportReply { Grant = import.Id.ToByteString(), WriteGeneration = generation, Provider = new RedeemReply { Grant = import.Id.ToByteString(), WriteGeneration = generation } };
        reply.Provider.Chart = reply.Provider.ProviderChart = plan.Head.Head.ToMessage(provider);
        reply.Provider.WritableClasses.AddRange(RecordClass.Own.Select(content => content.Of(import.Service).Text));
        draft.After(() => plan.Derive(vault, reply.Provider.Keys));
        return reply;
    });
}
