using NeonFlow.Provider.Schema;
using static NeonFlow.Provider.Tests.Core.Make;

namespace NeonFlow.Provider.Tests.ProgramView;

/// <summary>A value for every property of a shape; every secret is <see cref="Password"/>.</summary>
internal static class SampleState
{
    public const string Password = "hunter2";

    private static readonly string[] Scalars =
    [
        "public.orders",
        "hidden-cell-763301",
        "br-quiet-lake-12345678",
        "acmeCo/shop/orders",
        "SELECT ON TABLE public.orders TO reader",
    ];

    public static PropertyValue.Map Of(ShapeInfo shape) => Map([.. shape.Properties.Select(static p => (p.Name, Of(p.Value)))]);

    private static PropertyValue Of(ValueShape shape) =>
        shape.Kind switch
        {
            ValueKind.Text when shape.Secret => Secret(Password),
            ValueKind.Text when shape.Scalar is { } scalar => Scalars.First(text => scalar.Parse(text) is not null),
            ValueKind.Text => "orders",
            ValueKind.Bool => true,
            ValueKind.Integer or ValueKind.Number => 7d,
            ValueKind.Enum => ShapeCodec.Members(shape.Clr).Last().Text,
            ValueKind.Object => Of(shape.Object!),
            ValueKind.List => List(Of(shape.Element!)),
            ValueKind.Any => Map(("password", Password)),
            _ => Map(("orders", Of(shape.Element!))),
        };
}
