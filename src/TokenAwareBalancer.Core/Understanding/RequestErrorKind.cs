namespace TokenAwareBalancer.Understanding;

/// <summary>Why a request body could not be understood.</summary>
public enum RequestErrorKind
{
    /// <summary>It is not JSON: a bad character, a comment, a trailing comma, content after the object.</summary>
    MalformedJson,

    /// <summary>It is not UTF-8.</summary>
    InvalidUtf8,

    /// <summary>It nests deeper than allowed.</summary>
    TooDeep,

    /// <summary>It is correct as far as it goes, and ends too early.</summary>
    TruncatedBody,

    /// <summary>A field that is read holds another JSON type than it may.</summary>
    WrongType,

    /// <summary>A required field is absent, null or an empty list.</summary>
    MissingField,

    /// <summary>A field has the right type and a value outside its range.</summary>
    InvalidValue,

    /// <summary>There is nothing in it, or white space only.</summary>
    EmptyBody,
}
