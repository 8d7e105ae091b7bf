using System.Text.Json.Serialization;
using Holdfast.Watch.Events;
using Holdfast.Watch.Exposure;
using Holdfast.Wire;

namespace Holdfast.Watch.Pages;

/// <summary>POST /look: a signed look, and beside it what to show. Ids are 32 hexadecimal digits.</summary>
/// <param name="Key">The session's public key (JWK), so that the next looks of this minute can be checked here. Scripts may leave it out.</param>
/// <param name="Alert">Key of an alert whose entries are to be shown.</param>
/// <param name="Before">Only entries with a smaller index: the next older page.</param>
/// <param name="Looks">Also the entries of looks at this page.</param>
internal sealed record LookBody(
    [property: JsonRequired] string Jws, string? Key = null, string? Person = null, string? Chart = null, string? Node = null, string? Alert = null,
    long? Before = null, bool Looks = false)
{
    /// <summary>What to show, or null when an id is none.</summary>
    public EventFilter? Filter()
    {
        if (!Ids.Read(Person, PersonId.TryParse, out PersonId? person) || !Ids.Read(Chart, ChartId.TryParse, out ChartId? chart)) return null;
        return Node?.Length > Ids.MaximumNode ? null : new EventFilter(person, chart, null, null, Node, Before, Looks);
    }
}

/// <summary>POST /exposure: a signed look at the page "exposure", and beside it whose reach is asked for.</summary>
internal sealed record ExposureBody(
    [property: JsonRequired] string Jws, string? Key = null, string? Person = null, string? Session = null, string? Grant = null, string? Node = null,
    long? From = null, long? To = null)
{
    /// <summary>The question, or null when an id is none or nothing is asked.</summary>
    public ExposureQuestion? Question()
    {
        if (!Ids.Read(Person, PersonId.TryParse, out PersonId? person) || !Ids.Read(Session, SessionId.TryParse, out SessionId? session)
            || !Ids.Read(Grant, GrantId.TryParse, out GrantId? grant) || Node?.Length > Ids.MaximumNode) return null;
        var question = new ExposureQuestion(person, session, grant, Node, From, To);
        return question.IsEmpty ? null : question;
    }
}
