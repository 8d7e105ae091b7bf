using Grpc.Core;
using Grpc.Net.Client;
using Holdfast.Desk.Admit;
using Holdfast.Desk.Authorize;
using Holdfast.Desk.FindPatient;
using Holdfast.Desk.MyDay;
using Holdfast.Desk.OpenChart;
using Holdfast.Desk.Passwords;
using Holdfast.Desk.Recover;
using Holdfast.Desk.Requests;
using Holdfast.Desk.People;
using Holdfast.Desk.Schedule;
using Holdfast.Desk.Scim;
using Holdfast.Ui;
using Holdfast.Ui.Approvals;
using Holdfast.Ui.Exports;
using Holdfast.Ui.MySignIn;
using Holdfast.Ui.SignIn;
using Holdfast.Ui.Web;
using Holdfast.Wire;
using Holdfast.Wire.Connections;

namespace Holdfast.Desk;

/// <summary>
/// The desk: pages, and routes that carry statements signed in browsers to the keyholder. It holds no key, keeps nothing,
/// and decides nothing; its whole state is one connection.
/// </summary>
internal static class DeskApp
{
    public static WebApplication Build(RoleSettings settings, string folder, ChannelBase keyholder)
    {
        var builder = PublicWeb.CreateBuilder(settings, folder);
        builder.Services.AddSingleton(settings);
        builder.Services.AddSingleton(FaceOf(settings));
        builder.Services.AddSingleton(new Wire.SignIn.SignInClient(keyholder));
        builder.Services.AddSingleton(new OwnSignIn.OwnSignInClient(keyholder));
        builder.Services.AddSingleton(new DeskWork.DeskWorkClient(keyholder));
        builder.Services.AddSingleton(new Wire.Approvals.ApprovalsClient(keyholder));
        builder.Services.AddSingleton(new StaffWork.StaffWorkClient(keyholder));
        builder.Services.AddSingleton(new Rosters.RostersClient(keyholder));
        builder.Services.AddSingleton(new Provisioning.ProvisioningClient(keyholder));
        builder.Services.AddSingleton(new Apps.AppsClient(keyholder));
        builder.Services.AddSingleton(new Condition.ConditionClient(keyholder));

        if (settings.SignIn?.IdentityProvider is { } identity) builder.Services.AddSingleton(_ => new IdentityCodes(identity, settings.DeskOrigin));

        var app = builder.Build();
        app.UsePublicWeb(settings.DeskOrigin);
        app.MapSharedAssets();
        app.MapAssets("/scripts", typeof(DeskApp).Assembly);
        app.MapHealth();
        app.MapSignIn();
        app.MapMySignIn();
        app.MapPasswords();
        app.MapAuthorize();
        app.MapDiscovery();
        app.MapApps();

        // Every route below carries a statement; who may do what is the keyholder's to say, for each one.
        var signed = app.MapGroup("").RequireRateLimiting(SourceLimits.Signed);
        signed.MapMyDay();
        signed.MapFind();
        signed.MapAdmit();
        signed.MapSchedule();
        signed.MapRoster();
        signed.MapScim();
        signed.MapStaff();
        signed.MapOpenChart();
        app.MapRequests();
        app.MapExports();
        app.MapRequestPage();
        app.MapRecover();
        return app;
    }

    private static Face FaceOf(RoleSettings settings) => new(settings.Provider, "Care desk", "Poste de soins", settings.Language, "/my-day",
    [
        new Place("/my-day", "day", "My day", "Ma journée", Staff.SeePatients),
        new Place("/find", "find", "Find", "Chercher", Staff.SeePatients),
        new Place("/admit", "admit", "Admit", "Admettre", Staff.Coordinate),
        new Place("/schedule", "schedule", "Schedule", "Horaire", Staff.Coordinate),
        new Place("/people", "people", "Staff", "Personnel", Staff.KeepLists),
        new Place("/exports", "leave", "Exports", "Exportations", "administrator"),
        new Place("/requests", "list", "Requests", "Demandes", Staff.Ask),
        new Place("/my-details", "card", "My details", "Mes renseignements", Staff.Everybody),
    ], Requests: "/requests", Details: "/my-details", Recovery: "/recover", Identity: settings.SignIn?.IdentityProvider);
}

/// <summary>Which roles find something on which pages. Only what is shown depends on it: the keyholder refuses the rest.</summary>
internal static class Staff
{
    public const string Clinicians = "nurse therapist personal-support-worker clinical-supervisor";
    public const string MayUseEmergency = "nurse therapist clinical-supervisor";
    public const string SeePatients = Clinicians + " coordinator";
    public const string Coordinate = "coordinator";
    public const string Ask = "coordinator clinical-supervisor administrator";
    public const string KeepLists = "coordinator administrator";
    public const string Everybody = SeePatients + " administrator privacy-officer auditor";

    public static readonly string[] Roles = Everybody.Split(' ');
}
