using System.Text.Json;
using Holdfast.Records.Import;

namespace Holdfast.Tests.Records.Import;

public class BundlePlanTests
{
    [Fact]
    public void Each_patient_of_a_Bundle_gets_what_is_about_them()
    {
        var plan = BundlePlan.Make([
            Item("Patient", "ada", "{}"), Item("Patient", "bob", "{}"),
            Item("Condition", "c1", """{"subject":{"reference":"urn:uuid:ada"}}"""),
            Item("Condition", "c2", """{"subject":{"reference":"Patient/bob"}}"""),
            Item("Condition", "c3", """{"subject":{"reference":"https://elsewhere.example/fhir/Patient/bob/_history/3"}}"""),
        ]);
        Assert.Equal(["ada: Patient/ada Condition/c1", "bob: Patient/bob Condition/c2 Condition/c3"], Show(plan));
        Assert.Empty(plan.Homeless);
    }

    [Fact]
    public void A_result_without_a_subject_goes_where_its_visit_goes()
    {
        var plan = BundlePlan.Make([
            Item("Observation", "o", """{"encounter":{"reference":"urn:uuid:v"}}"""),
            Item("Encounter", "v", """{"subject":{"reference":"urn:uuid:ada"}}"""),
            Item("Patient", "ada", "{}"),
        ]);
        Assert.Equal(["ada: Patient/ada Observation/o Encounter/v"], Show(plan));
    }

    [Fact]
    public void What_is_about_nobody_is_the_providers()
    {
        var plan = BundlePlan.Make([Item("Organization", "h", "{}"), Item("Medication", "m", "{}"), Item("Patient", "ada", "{}")]);
        Assert.Equal(["Organization/h", "Medication/m"], plan.Provider.Select(i => i.Reference));
    }

    [Fact]
    public void A_finding_about_nobody_is_never_put_where_everybody_reads()
    {
        var plan = BundlePlan.Make([Item("Observation", "o", "{}"), Item("Condition", "c", """{"subject":{"reference":"Patient/unknown"}}""")]);
        Assert.Empty(plan.Provider);
        Assert.Equal(["Observation/o", "Condition/c"], plan.Homeless.Select(h => h.Item.Reference));
    }

    [Fact]
    public void References_that_go_round_in_a_circle_end()
    {
        var plan = BundlePlan.Make([
            Item("Observation", "a", """{"hasMember":[{"reference":"urn:uuid:b"}]}"""), Item("Observation", "b", """{"hasMember":[{"reference":"urn:uuid:a"}]}"""),
        ]);
        Assert.Equal(2, plan.Homeless.Count);
    }

    internal static ImportItem Item(string type, string id, string json) =>
        new("file", "path", $"urn:uuid:{id}", JsonDocument.Parse(json).RootElement, type, id);

    private static IEnumerable<string> Show(BundlePlan plan) =>
        plan.Patients.OrderBy(p => p.Key.Id).Select(p => $"{p.Key.Id}: {string.Join(' ', p.Value.Select(i => i.Reference))}");
}
