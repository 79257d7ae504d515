using Mono.Cecil;

namespace NeonFlow.Wholesome.Tests.Breaches.Low;

/// <summary>Breach: a package that this folder may not use, in an attribute-free signature.</summary>
internal static class Outsider
{
    public static string? Of(TypeReference? type) => type?.FullName;
}
