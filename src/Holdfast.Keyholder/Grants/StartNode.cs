using Google.Protobuf;
using Holdfast.Keyholder.Ledger;
using Holdfast.Keyholder.Watching;
using Holdfast.Wire;
using Holdfast.Wire.Connections;

namespace Holdfast.Keyholder.Grants;

/// <summary>A records or import process began. What its predecessor held ended with it: exposure counts keys by the run that got them.</summary>
internal sealed class StartNode(InstallationId installation, Journal journal, Refusals refusals, Endings endings)
{
    private const int LongestVersion = 32;

    public Task<StartNodeReply> Run(CallerIdentity caller, StartNodeRequest request) => journal.Decide(draft =>
    {
        var tables = journal.Tables;
        if (tables.IsFrozen(caller.Node)) return refusals.Unsigned<StartNodeReply>(draft, caller, "start-node", Why.Frozen, "this node is frozen; the privacy officer thaws on the watch");
        if (request.Version.Length is 0 or > LongestVersion || !request.Version.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '+'))
            return refusals.Unsigned<StartNodeReply>(draft, caller, "start-node", Why.Malformed, "not a version");

        if (tables.Instances.Of(caller.Node) is { } former)
        {
            draft.Change(tables.Instances.Remove(former.Id));
            draft.After(() => endings.Close(former.Id));
        }

        var instance = new InstanceRow(NodeInstanceId.New(), caller.Role, caller.Node, request.Version, draft.NowMs);
        draft.Change(tables.Instances.Put(instance));
        Record(draft, "start", instance);
        return new StartNodeReply
        {
            Instance = instance.Id.ToByteString(),
            Installation = ByteString.CopyFrom(Convert.FromHexString(installation.ToString())),
            ProviderChart = tables.Provider.Find(installation.ToString())!.Chart.ToByteString(),
        };
    });

    public static void Record(Draft draft, string kind, InstanceRow instance) => draft.Record(kind, json =>
    {
        json.WriteString("role", instance.Role);
        json.WriteString("node", instance.Node);
        Entries.Id(json, "instance", instance.Id);
        if (kind == "start") json.WriteString("version", instance.Version);
    });
}
