using System.Text.Json;
using Holdfast.ChartApp.Fhir;

namespace Holdfast.ChartApp.Chart;

public enum Arrival { Waiting, Here, Withheld, Failed }

/// <summary>
/// Brings a chart in: who it is and what is dangerous first, in parallel; then the rest, page by page, so that a chart of
/// thousands of resources never holds the screen. What the server says about gaps and withheld parts is kept.
/// </summary>
internal sealed class ChartLoader(FhirConnection fhir, ChartData chart, Action changed)
{
    /// <summary>Small enough to be read between two frames on a telephone.</summary>
    private const int PageSize = 200;
    /// <summary>A chart beyond this is shown as far as it came, and said so: no telephone should be filled without end.</summary>
    private const int MaximumPages = 200;
    /// <summary>Ids in one search of medications; keeps the address short.</summary>
    private const int ProductsAtOnce = 40;

    private static readonly string[] First = ["AllergyIntolerance", "Flag", "Condition", "MedicationRequest"];
    private static readonly string[] Second = ["Encounter", "Composition", "CarePlan", "Goal", "Procedure", "MedicationStatement"];
    private static readonly string[] Third = ["Observation", "DocumentReference"];

    private readonly Dictionary<string, Arrival> _arrivals = [];

    /// <summary>Rows of this chart are missing or do not authenticate.</summary>
    public bool Gap { get; private set; }

    /// <summary>Parts of this chart are locked away from this reader.</summary>
    public bool Withheld { get; private set; }

    /// <summary>There was more than is shown.</summary>
    public bool Cut { get; private set; }

    public bool Busy { get; private set; }

    public bool AnyFailed => _arrivals.Values.Contains(Arrival.Failed);

    public Arrival Of(params ReadOnlySpan<string> types)
    {
        var worst = Arrival.Here;
        foreach (var type in types)
        {
            var arrival = _arrivals.GetValueOrDefault(type);
            if (arrival == Arrival.Failed) return Arrival.Failed;
            if (arrival == Arrival.Waiting) worst = Arrival.Waiting;
            else if (arrival == Arrival.Withheld && worst == Arrival.Here) worst = Arrival.Withheld;
        }
        return worst;
    }

    /// <summary>Everything that has not arrived yet: at first, and again after a lost signal.</summary>
    public async Task Load()
    {
        if (Busy) return;
        Busy = true;
        changed();
        if (fhir.Grant.IdentityOnly)
        {
            foreach (var type in First.Concat(Second).Concat(Third)) _arrivals[type] = Arrival.Withheld;
            await Patient();
        }
        else
        {
            await Task.WhenAll(First.Where(Missing).Select(All).Prepend(Patient()));
            await Task.WhenAll(Second.Where(Missing).Select(All).Prepend(Products()));
            await Task.WhenAll(Third.Where(Missing).Select(All));
        }
        Busy = false;
        changed();
    }

    private bool Missing(string type) => _arrivals.GetValueOrDefault(type) is Arrival.Waiting or Arrival.Failed;

    private async Task Patient()
    {
        if (!Missing("Patient")) return;
        using var got = Note("Patient", await fhir.Read($"Patient/{Uri.EscapeDataString(fhir.Grant.PatientId)}"));
        if (got?.Body is { } body) chart.Take(body.RootElement);
        changed();
    }

    /// <summary>All resources of one type in this chart, following the pages.</summary>
    private async Task All(string type)
    {
        var next = $"{type}?_count={PageSize}";
        for (var page = 0; next is not null; page++)
        {
            if (page == MaximumPages)
            {
                Cut = true;
                break;
            }
            using var got = Note(type, await fhir.Read(next), last: false);
            if (got is null) break;
            next = got.Body is { } body ? TakeBundle(body.RootElement) : null;
            changed();
            // Lets the browser draw and answer the finger before the next page is read.
            await Task.Delay(1);
        }
        if (_arrivals.GetValueOrDefault(type) == Arrival.Waiting) _arrivals[type] = Arrival.Here;
        changed();
    }

    /// <summary>Names of medicines that are kept apart from the prescriptions.</summary>
    private async Task Products()
    {
        foreach (var ids in chart.ProductsWanted.Chunk(ProductsAtOnce))
        {
            using var got = await fhir.Read($"Medication?_count={ProductsAtOnce}&_id={string.Join(',', ids.Select(Uri.EscapeDataString))}") as FhirAnswer.Got;
            if (got?.Body is { } body) TakeBundle(body.RootElement);
        }
    }

    /// <summary>The answer if there is one to read; what it says about the part is noted either way.</summary>
    private FhirAnswer.Got? Note(string type, FhirAnswer answer, bool last = true)
    {
        switch (answer)
        {
            case FhirAnswer.Got got:
                Gap |= got.SaysGap;
                _arrivals[type] = last ? Arrival.Here : Arrival.Waiting;
                return got;
            case FhirAnswer.Refused { Status: 403 }:
                _arrivals[type] = Arrival.Withheld;
                Withheld = true;
                return null;
            default:
                _arrivals[type] = Arrival.Failed;
                return null;
        }
    }

    /// <summary>Takes the page in and gives the address of the next one.</summary>
    private string? TakeBundle(JsonElement bundle)
    {
        foreach (var entry in bundle.Get("entry").Items())
        {
            var resource = entry.Get("resource");
            if (!Outcomes.Is(resource))
            {
                chart.Take(resource);
                continue;
            }
            Gap |= Outcomes.SaysGap(resource);
            Withheld |= Outcomes.SaysWithheld(resource);
        }
        return bundle.Get("link").Items().FirstOrDefault(link => link.Text("relation") == "next").Text("url");
    }
}
