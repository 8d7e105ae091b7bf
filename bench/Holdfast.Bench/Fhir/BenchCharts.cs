namespace Holdfast.Bench.Fhir;

/// <summary>What every server holds before it is measured.</summary>
internal static class BenchCharts
{
    /// <summary>As many as one approval of a service may name, and as the yardstick was measured over.</summary>
    public const int Patients = 500;

    /// <summary>Charts that are open at once: those of sixteen nurses.</summary>
    public const int Many = 64;

    private const int TransactionsEach = 5;

    /// <summary>A hundred vital signs in each open chart.</summary>
    public static Task Fill(FhirServer server) => Parallel.ForEachAsync(server.Charts, async (chart, _) =>
    {
        for (var i = 0; i < TransactionsEach; i++)
            await server.Send("POST", server.Base, Interaction.Transaction(chart.Patient, i * 20), chart.Authorization, chart.Proof("POST", server.Base));
    });
}
