using System.Runtime.InteropServices;

namespace Actors;

/// <summary>As many bytes as processors pass to and fro at once; keeps fields apart that different threads write.</summary>
[StructLayout(LayoutKind.Sequential, Size = 64)]
internal readonly struct CacheLine;
