using Holdfast.Keyholder.Approvals;
using Holdfast.Keyholder.Assignments;
using Holdfast.Keyholder.BackendServices;
using Holdfast.Keyholder.Budgets;
using Holdfast.Keyholder.Clients;
using Holdfast.Keyholder.Employment;
using Holdfast.Keyholder.Exports;
using Holdfast.Keyholder.Grants;
using Holdfast.Keyholder.Identity;
using Holdfast.Keyholder.Imports;
using Holdfast.Keyholder.Keys;
using Holdfast.Keyholder.PatientDirectory;
using Holdfast.Keyholder.People;
using Holdfast.Keyholder.People.Passwords;
using Holdfast.Keyholder.Provisioning;
using Holdfast.Keyholder.Sessions;
using Holdfast.Keyholder.Watching;
using Holdfast.Wire;

namespace Holdfast.Keyholder.Ledger;

/// <summary>Everything that the keyholder remembers, kind by kind. A new kind of row is one line here.</summary>
internal sealed class Tables
{
    public Tables(SessionKeys sessionKeys, ChartVault vault, TimeSpan dormantAfter)
    {
        Employments = new(dormantAfter);
        Sessions = new(sessionKeys);
        Directory = new(vault, Charts);
        Assignments = new(Expiry);
        Counted = new(Expiry);
        Grants = new(Expiry);
        Imports = new(Expiry);
        Notices = new(Expiry);
        Proposals = new(Expiry);
        Devices = new(Expiry);
        ServiceGrants = new(Expiry);
        Admissions = new(Expiry);
        Budgets = new(Expiry);
        Provisioned = new(Expiry);
        RosterUses = new(Expiry);
        Links = new("link", row => row.Hash, hash => hash, Expiry, row => row.Expiry);
        Proofs = new("proof", row => row.Hash, hash => hash, Expiry, row => row.Expiry);
        All = new Table[]
        {
            Provider, People, Links, Credentials, Frozen, Sessions, Charts, Directory, Canaries, Assignments, Counted,
            Grants, Heads, Instances, Imports, Sources, Reasons, Notices, Passwords,
            Proposals, Papers, Devices, Proofs, Employments, Clients, ServiceGrants, Budgets, Rosters, Admissions,
            Exports, ExportCharts, ExportFiles,
            RosterUses, Provisioners, Provisioned, Identities,
        }.ToDictionary(table => table.Kind);
    }

    public Expiry Expiry { get; } = new();

    public Table<string, ProviderRow> Provider { get; } = new("provider", row => row.Installation, installation => installation);
    public Table<PersonId, PersonRow> People { get; } = new("person", row => row.Id, id => id.ToString());
    public EmploymentTable Employments { get; }
    public ExpiringTable<string, LinkRow> Links { get; }
    public CredentialTable Credentials { get; } = new();
    public NoticeTable Notices { get; }
    public PasswordTable Passwords { get; } = new();
    public Table<string, FrozenRow> Frozen { get; } = new("frozen", row => row.Subject, subject => subject);
    public SessionTable Sessions { get; }
    public Table<ChartId, ChartRow> Charts { get; } = new("chart", row => row.Id, id => id.ToString());
    public DirectoryTable Directory { get; }
    public Table<ChartId, CanaryRow> Canaries { get; } = new("canary", row => row.Chart, id => id.ToString());
    public AssignmentTable Assignments { get; }
    public CountedTable Counted { get; }
    public GrantTable Grants { get; }
    public ExpiringTable<string, SpentProofRow> Proofs { get; }
    public Table<ChartId, HeadRow> Heads { get; } = new("head", row => row.Chart, id => id.ToString());
    public InstanceTable Instances { get; } = new();
    public ImportTable Imports { get; }
    public ClientTable Clients { get; } = new();
    public ServiceGrantTable ServiceGrants { get; }
    public AdmissionTable Admissions { get; }
    public SourceTable Sources { get; } = new();
    public Table<ExportId, ExportRow> Exports { get; } = new("export", row => row.Id, id => id.ToString());
    public Table<ExportId, ExportChartsRow> ExportCharts { get; } = new("export-charts", row => row.Export, id => id.ToString());
    public ExportFileTable ExportFiles { get; } = new();
    public Table<string, ReasonRow> Reasons { get; } = new("reason", row => row.Hash, hash => hash);

    public ProposalTable Proposals { get; }
    public Table<string, PaperRow> Papers { get; } = new("paper", row => row.Hash, hash => hash);
    public DeviceTable Devices { get; }
    public BudgetTable Budgets { get; }
    public Table<string, ProvisionerRow> Provisioners { get; } = new("provisioner", row => row.Source, source => source);
    public Table<PersonId, IdentityRow> Identities { get; } = new("identity", row => row.Person, id => id.ToString());
    public ProvisionedTable Provisioned { get; }
    public RosterUseTable RosterUses { get; }
    public Table<PersonId, RosterRow> Rosters { get; } = new("roster", row => row.Person, id => id.ToString());

    public IReadOnlyDictionary<string, Table> All { get; }

    public bool IsFrozen(PersonId person) => Frozen.Contains(FrozenRow.SubjectOf(person));

    public bool IsFrozen(string node) => Frozen.Contains(FrozenRow.SubjectOf(node));
}
