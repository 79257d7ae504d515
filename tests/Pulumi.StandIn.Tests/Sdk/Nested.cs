using System.Collections.Immutable;

namespace Pulumi.Neonflow.Inputs
{
    public sealed class NestedArgs : global::Pulumi.ResourceArgs
    {
        [Input("key", required: true)]
        public Input<string> Key { get; set; } = null!;

        [Input("weight")]
        public Input<int>? Weight { get; set; }

        [Input("tags")]
        private InputMap<string>? _tags;

        public InputMap<string> Tags
        {
            get => _tags ?? (_tags = new InputMap<string>());
            set => _tags = value;
        }
    }
}

namespace Pulumi.Neonflow.Outputs
{
    [OutputType]
    public sealed class Nested
    {
        public readonly string Key;
        public readonly int? Weight;
        public readonly ImmutableDictionary<string, string>? Tags;
        public readonly ImmutableArray<string> List;

        [OutputConstructor]
        private Nested(string key, int? weight, ImmutableDictionary<string, string>? tags, ImmutableArray<string> list)
        {
            Key = key;
            Weight = weight;
            Tags = tags;
            List = list;
        }
    }
}
