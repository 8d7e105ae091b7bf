using Holdfast.Ui.SignIn;
using Holdfast.Ui.Web;
using Holdfast.Wire;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Ui.Approvals.Asking;

/// <summary>The forms for what takes two people, and the list of applications: on every origin where people sign in. Who may ask for what, the keyholder says.</summary>
internal static class AskRoutes
{
    /// <summary>Who finds something on the page; the keyholder refuses the rest.</summary>
    public const string Askers = "coordinator clinical-supervisor administrator privacy-officer";
    public const string SeeApplications = "coordinator administrator privacy-officer";

    private sealed record PersonAsked(PersonAnswer Person, bool Approver, bool EntersSchedules, bool MayEnterSchedules, string Origin, string Standing);

    private sealed record BudgetAsked(string Budget, bool OfPerson, int Standard, int Most);

    private sealed record FrozenAsked(PersonAnswer? Person, string Node, long Since, string Why);

    private sealed record AskableAnswer(string[] Kinds, PersonAsked[] People, BudgetAsked[] Budgets, FrozenAsked[] Frozen, bool NamesCharts, long Now);

    private sealed record ApplicationAsked(string Client, string Name, string Kind, bool Retired);

    private sealed record ApplicationsAnswer(ApplicationAsked[] Applications);

    public static void MapAsking(this IEndpointRouteBuilder signed)
    {
        signed.MapGet("/ask", () => Page.Of<AskPage>());
        signed.MapGet("/applications", () => Page.Of<ApplicationsPage>());
        signed.MapPost("/askable", Askable);
        signed.MapPost("/applications", Applications);
    }

    private static Task<IResult> Askable(HttpContext http, Wire.Approvals.ApprovalsClient keyholder, TimeProvider time) =>
        Relay.Statement(http, time, keyholder.AskableAsync, reply => reply.Refusal, (reply, _) => Relay.Json(new AskableAnswer(
            [.. reply.Kinds],
            [.. reply.People.Select(person => new PersonAsked(PersonAnswer.Of(person.Card), person.Approver, person.EntersSchedules, person.MayEnterSchedules, person.Origin, person.Standing))],
            [.. reply.Budgets.Select(budget => new BudgetAsked(budget.Budget, budget.OfPerson, budget.Standard, budget.Most))],
            [.. reply.Frozen.Select(frozen => new FrozenAsked(frozen.Person is { } person ? PersonAnswer.Of(person) : null, frozen.Node, frozen.SinceMs, frozen.Why))],
            reply.NamesCharts, reply.NowMs)));

    private static Task<IResult> Applications(HttpContext http, Wire.Approvals.ApprovalsClient keyholder, TimeProvider time) =>
        Relay.Statement(http, time, keyholder.ApplicationsAsync, reply => reply.Refusal, (reply, _) => http.WantsFragment()
            ? Page.Of<ApplicationsFragment>(new() { ["Reply"] = reply })
            : Relay.Json(new ApplicationsAnswer([.. reply.Applications.Select(row => new ApplicationAsked(row.Client, row.Name, row.Kind, row.RetiredMs > 0))])));
}
