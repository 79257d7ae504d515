using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Resources.Postgres;

/// <summary>Explains what no text of an <see cref="Owned"/> is.</summary>
internal sealed class OwnedErrors : IScalarErrors<Owned>
{
    public static Diagnostic Explain(string text, string path) =>
        new(CoreDiagnostics.WrongType, path, $"'{text}' names nothing that a resource can own.")
        {
            Fix = "SELECT ON TABLE public.orders TO capture",
        };
}
