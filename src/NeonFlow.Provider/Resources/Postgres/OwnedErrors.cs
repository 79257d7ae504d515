using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Resources.Postgres;

/// <summary>Explains why a text is no <see cref="Owned"/>.</summary>
internal sealed class OwnedErrors : IScalarErrors<Owned>
{
    public static Diagnostic Explain(string text, string path) =>
        new(CoreDiagnostics.WrongType, path, $"'{text}' names nothing that a resource can own.")
        {
            Fix = "SELECT ON TABLE public.orders TO capture",
        };
}
