using System.Threading.Channels;
using Holdfast.Keyholder.BackendServices;
using Holdfast.Keyholder.Exports;
using Holdfast.Keyholder.Imports;
using Holdfast.Keyholder.Ledger;
using Holdfast.Keyholder.Sessions;
using Holdfast.Wire;

namespace Holdfast.Keyholder.Grants;

/// <summary>
/// Ends grants and sessions, and tells the nodes that hold their keys. The end is in the ledger first; then every stream
/// of the node's run hears of it at once. A stream that opens late hears of all ends that are still kept.
/// </summary>
internal sealed class Endings(Tables tables)
{
    /// <summary>A node that does not read this many ends is cut off: it then drops every key by itself.</summary>
    private const int MostUnread = 10_000;

    private readonly Lock _gate = new();
    private readonly List<(NodeInstanceId Instance, Channel<Ending> Channel)> _streams = [];

    public void End(Draft draft, GrantRow grant, string why)
    {
        draft.Change(tables.Grants.Put(grant with { Ended = draft.NowMs, EndedWhy = why }));
        Record(draft, grant.Id, grant.Instance, why);
    }

    public void End(Draft draft, ImportRow import, string why)
    {
        draft.Change(tables.Imports.Put(import with { Ended = draft.NowMs, EndedWhy = why }));
        Record(draft, import.Id, import.Instance, why);
    }

    public void End(Draft draft, ServiceGrantRow grant, string why)
    {
        draft.Change(tables.ServiceGrants.Put(grant with { Ended = draft.NowMs, EndedWhy = why }));
        Record(draft, grant.Id, grant.Instance, why);
    }

    /// <summary>Ends the run that holds an export. The job itself stays: another run goes on with it.</summary>
    public void End(Draft draft, ExportRow export, string why)
    {
        draft.Change(tables.Exports.Put(export with { Run = null }));
        Record(draft, export.Run!.Grant, export.Run.Instance, why);
    }

    /// <summary>Ends everything that one client has open, of people and of its own.</summary>
    public void EndGrantsOf(Draft draft, string client, string why)
    {
        foreach (var grant in tables.Grants.Rows.Where(row => row.Ended is null && row.Client == client).ToList()) End(draft, grant, why);
        foreach (var grant in tables.ServiceGrants.LiveOf(client).ToList()) End(draft, grant, why);
    }

    /// <summary>Ends a session and all that was opened in it.</summary>
    public void End(Draft draft, SessionRow session, string why)
    {
        draft.Change(tables.Sessions.Remove(session.Id));
        draft.Record("session-end", json =>
        {
            Entries.Id(json, "person", session.Person);
            Entries.Id(json, "session", session.Id);
            json.WriteString("why", why);
        });
        EndGrantsOf(draft, session.Id, why);
    }

    public void EndGrantsOf(Draft draft, SessionId session, string why)
    {
        foreach (var id in tables.Grants.LiveOf(session)) End(draft, tables.Grants.Find(id)!, why);
    }

    /// <summary>Ends everything whose keys one run of a node holds.</summary>
    public void EndGrantsAt(Draft draft, NodeInstanceId instance, string why)
    {
        foreach (var grant in tables.Grants.Rows.Where(row => row.Ended is null && row.Instance == instance).ToList()) End(draft, grant, why);
        foreach (var import in tables.Imports.LiveRows.Where(row => row.Instance == instance).ToList()) End(draft, import, why);
        foreach (var grant in tables.ServiceGrants.Rows.Where(row => row.Ended is null && row.Instance == instance).ToList()) End(draft, grant, why);
        foreach (var export in tables.Exports.Rows.Where(row => row.Run?.Instance == instance).ToList()) End(draft, export, why);
    }

    /// <summary>Opens a stream for one run of a node, with what it may have missed. Under the journal's lock.</summary>
    public ChannelReader<Ending> Listen(NodeInstanceId instance)
    {
        var channel = Channel.CreateBounded<Ending>(new BoundedChannelOptions(MostUnread) { FullMode = BoundedChannelFullMode.Wait });
        foreach (var grant in tables.Grants.Rows.Where(row => row.Ended is not null && row.Instance == instance)) channel.Writer.TryWrite(Message(grant.Id, grant.EndedWhy!));
        foreach (var import in tables.Imports.Rows.Where(row => row.Ended is not null && row.Instance == instance)) channel.Writer.TryWrite(Message(import.Id, import.EndedWhy!));
        foreach (var grant in tables.ServiceGrants.Rows.Where(row => row.Ended is not null && row.Instance == instance)) channel.Writer.TryWrite(Message(grant.Id, grant.EndedWhy!));
        lock (_gate) _streams.Add((instance, channel));
        return channel.Reader;
    }

    /// <summary>The run of a node is over: its streams end.</summary>
    public void Close(NodeInstanceId instance)
    {
        lock (_gate)
            foreach (var stream in _streams)
                if (stream.Instance == instance) stream.Channel.Writer.TryComplete();
    }

    public void Leave(ChannelReader<Ending> reader)
    {
        lock (_gate) _streams.RemoveAll(stream => stream.Channel.Reader == reader);
    }

    private void Record(Draft draft, GrantId grant, NodeInstanceId instance, string why)
    {
        draft.Record("grant-ended", json =>
        {
            Entries.Id(json, "grant", grant);
            json.WriteString("why", why);
        });
        draft.After(() => Tell(instance, Message(grant, why)));
    }

    /// <summary>The grant lives on at another node; where it was, its keys are to be dropped. No end, so no entry: the release that moved it says so.</summary>
    public void Moved(Draft draft, GrantRow grant) => draft.After(() => Tell(grant.Instance, Message(grant.Id, "moved to another node")));

    private void Tell(NodeInstanceId instance, Ending ending)
    {
        lock (_gate)
            foreach (var stream in _streams)
                if (stream.Instance == instance && !stream.Channel.Writer.TryWrite(ending)) stream.Channel.Writer.TryComplete();
    }

    private static Ending Message(GrantId grant, string why) => new() { Grant = grant.ToByteString(), Reason = why };
}
