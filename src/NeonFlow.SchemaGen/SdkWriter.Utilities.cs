using System.Globalization;

namespace NeonFlow.SchemaGen;

internal sealed partial class SdkWriter
{
    private static string Utilities() =>
        Header
        + string.Create(
            CultureInfo.InvariantCulture,
            $$"""

            using System;
            using System.IO;
            using System.Reflection;
            using Pulumi;

            namespace {{Root}};

            internal static class Utilities
            {
                // The engine finds the provider by the version that the resources ask for.
                public static string Version { get; } = ReadVersion();

                public static InvokeOptions WithDefaults(this InvokeOptions? src)
                {
                    var dst = src ?? new InvokeOptions();
                    dst.Version ??= Version;
                    return dst;
                }

                public static InvokeOutputOptions WithDefaults(this InvokeOutputOptions? src)
                {
                    var dst = src ?? new InvokeOutputOptions();
                    dst.Version ??= Version;
                    return dst;
                }

                // An up that continues on error has no answer where what the question rests on has failed.
                public static Output<T> UnknownWhere<T>(this Output<T> answer, Func<T, bool> isEmpty) =>
                    answer.Apply(a =>
                        a is null || isEmpty(a) ? global::Pulumi.Utilities.OutputUtilities.CreateUnknown(a) : Output.Create(a));

                private static string ReadVersion()
                {
                    using var stream = typeof(Utilities).GetTypeInfo().Assembly.GetManifestResourceStream("NeonFlow.Pulumi.version.txt")
                        ?? throw new NotSupportedException("The embedded version.txt of NeonFlow.Pulumi is missing.");
                    using var reader = new StreamReader(stream);
                    return reader.ReadToEnd().Trim();
                }
            }

            internal sealed class PulumiResourceTypeAttribute : global::Pulumi.ResourceTypeAttribute
            {
                public PulumiResourceTypeAttribute(string type)
                    : base(type, Utilities.Version)
                {
                }
            }

            """
        );
}
