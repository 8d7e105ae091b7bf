using System.Globalization;
using System.Text;
using Holdfast.Watch.Events;

namespace Holdfast.Tests.Watch;

/// <summary>Entries of a ledger as the keyholder writes them, from their middle part: <c>"kind":…</c> and its members.</summary>
internal static class Entries
{
    public const string Nurse = "11111111111111111111111111111111";
    public const string Other = "22222222222222222222222222222222";
    public const string Officer = "33333333333333333333333333333333";
    public const string Session = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
    public const string OtherSession = "abababababababababababababababab";
    public const string Chart = "c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1";
    public const string OtherChart = "c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2";
    public const string ThirdChart = "c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3";
    public const string Grant = "01010101010101010101010101010101";
    public const string OtherGrant = "02020202020202020202020202020202";
    public const string Run = "e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1";
    public const string NextRun = "e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2";

    /// <summary>15 July 2026, 12:00 UTC.</summary>
    public const long Noon = 1_784_116_800_000;

    public static readonly string Hash = new('a', 64);

    public static byte[] Bytes(string middle, long at = Noon) =>
        Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{{\"v\":1,\"t\":{at},{middle},\"store\":\"{Hash}\"}}"));

    public static LedgerEvent Read(string middle, long index = 0, long at = Noon) => EventReader.Read(index, Bytes(middle, at));

    public static string Start(string role, string node, string instance) => $"\"kind\":\"start\",\"role\":\"{role}\",\"node\":\"{node}\",\"instance\":\"{instance}\",\"version\":\"0.1.0\"";

    public static string Open(string person = Nurse, string session = Session, string chart = Chart, string grant = Grant, string purpose = "TREAT") =>
        $"\"kind\":\"open\",\"person\":\"{person}\",\"session\":\"{session}\",\"chart\":\"{chart}\",\"client\":\"holdfast-chart\",\"purpose\":\"{purpose}\""
        + (purpose == "ETREAT" ? $",\"reason\":\"{Hash}\"" : "") + $",\"grant\":\"{grant}\"";

    public static string Release(string grant = Grant, string chart = Chart, string node = "records-1", string instance = Run, string generations = "202607", string classes = "identity,clinical", string? person = Nurse, string? session = Session, string? service = null) =>
        $"\"kind\":\"release\",\"grant\":\"{grant}\""
        + (person is null ? "" : $",\"person\":\"{person}\"") + (session is null ? "" : $",\"session\":\"{session}\"") + (service is null ? "" : $",\"service\":\"{service}\"")
        + $",\"chart\":\"{chart}\",\"node\":\"{node}\",\"instance\":\"{instance}\",\"classes\":[{string.Join(',', classes.Split(',').Select(c => $"\"{c}\""))}],\"generations\":[{generations}],\"sequence\":3,\"refresh\":false";

    public static string Refused(string what = "open", string why = "NOT_ASSIGNED", string? person = Nurse, string? chart = Chart, string? node = null) =>
        $"\"kind\":\"refused\",\"what\":\"{what}\",\"why\":\"{why}\",\"caller\":\"desk\""
        + (person is null ? "" : $",\"person\":\"{person}\",\"session\":\"{Session}\"") + (chart is null ? "" : $",\"chart\":\"{chart}\"") + (node is null ? "" : $",\"node\":\"{node}\"");

    public static string Frozen(string why, string person = Nurse) => $"\"kind\":\"frozen\",\"person\":\"{person}\",\"why\":\"{why}\"";

    public static string FrozenNode(string why, string node = "records-1") => $"\"kind\":\"frozen\",\"node\":\"{node}\",\"why\":\"{why}\"";

    public static string Thawed(string person = Nurse) => $"\"kind\":\"thawed\",\"person\":\"{person}\",\"by\":\"{Officer}\",\"session\":\"{OtherSession}\",\"reason\":\"{Hash}\"";

    public static string GrantEnded(string grant = Grant, string why = "expired") => $"\"kind\":\"grant-ended\",\"grant\":\"{grant}\",\"why\":\"{why}\"";

    public static string SessionEnd(string person = Nurse, string session = Session) => $"\"kind\":\"session-end\",\"person\":\"{person}\",\"session\":\"{session}\",\"why\":\"signed-out\"";

    public static string MyDay(string person, string session, params string[] charts) =>
        $"\"kind\":\"my-day\",\"person\":\"{person}\",\"session\":\"{session}\",\"charts\":[{string.Join(',', charts.Select(c => $"\"{c}\""))}]";

    public static string Import(string service = "synthea", string grant = OtherGrant, string node = "import-1", string instance = NextRun) =>
        $"\"kind\":\"import\",\"service\":\"{service}\",\"grant\":\"{grant}\",\"node\":\"{node}\",\"instance\":\"{instance}\"";
}
