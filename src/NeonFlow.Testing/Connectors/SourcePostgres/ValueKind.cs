namespace NeonFlow.Testing.Connectors.SourcePostgres;

/// <summary>How a value of a column is written in a document.</summary>
internal enum ValueKind
{
    Text,
    Boolean,
    Integer,
    Float,
    Numeric,
    Bytes,
    Json,
    Date,
    Time,
    TimeWithZone,
    Timestamp,
    TimestampWithZone,
    Interval,
    Inet,
    DateRange,
    TimestampRange,
    NumericRange,
    Microseconds,
}
