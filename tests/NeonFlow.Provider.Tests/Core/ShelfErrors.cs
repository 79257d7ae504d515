using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Tests.Core;

public sealed class ShelfErrors : IScalarErrors<Shelf>
{
    public static readonly DiagnosticCode Code = new("NF9002", "no shelf", "Nothing can be put on it.");

    public static Diagnostic Explain(string text, string path) => new(Code, path, $"{text} is no shelf.") { Fix = "Main = \"1-2\"" };
}
