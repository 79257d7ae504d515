using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace NeonFlow.Cli.Doctor;

/// <summary>The report as one JSON document; docs/doctor.md describes it.</summary>
internal static class ReportJson
{
    private static readonly JsonSerializerOptions Readable = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string Of(Report report) =>
        new JsonObject
        {
            ["ok"] = report.IsOk,
            ["host"] = report.Host,
            ["database"] = report.Database,
            ["role"] = report.Role,
            ["publication"] = report.Publication,
            ["slot"] = report.Slot,
            ["watermarksTable"] = report.WatermarksTable,
            ["tables"] = Texts(report.Tables),
            ["discovered"] = Texts(report.Discovered),
            ["findings"] = new JsonArray([
                .. report.Findings.Select(static f => new JsonObject
                {
                    ["code"] = f.Code,
                    ["severity"] = f.Severity,
                    ["what"] = f.What,
                    ["where"] = f.Where,
                    ["why"] = f.Why,
                    ["fix"] = f.Fix,
                    ["docs"] = f.Docs,
                }),
            ]),
            ["notChecked"] = new JsonArray([
                .. report.NotChecked.Select(static g => new JsonObject
                {
                    ["what"] = g.What,
                    ["because"] = g.Because,
                    ["codes"] = Texts(g.Codes),
                }),
            ]),
        }.ToJsonString(Readable);

    /// <summary>The document where nothing could be looked at.</summary>
    public static string OfError(string error) => new JsonObject { ["ok"] = false, ["error"] = error }.ToJsonString(Readable);

    private static JsonArray Texts(IReadOnlyList<string> texts) => new([.. texts.Select(static t => JsonValue.Create(t))]);
}
