using System.ComponentModel;

namespace System.Runtime.CompilerServices;

/// <summary>The compiler wants it for records; netstandard2.0 lacks it.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
internal static class IsExternalInit;
