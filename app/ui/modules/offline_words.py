"""What each page lets a person do while the network is cut, and what needs it; the amber strip says it.

Which steps may wait is declared in resources/procedure (`offline`); tests hold these words against it.
"""

from __future__ import annotations

from collections.abc import Mapping

_READ = "Puede leer lo que está en pantalla"
_KEPT = "lo que escriba se conserva"

OFFLINE: Mapping[str, str] = {
    "analysis": (
        "Puede revisar la imagen, clasificar y buscar insumos: se envía al volver la red."
        " Avales, escalar y cerrar necesitan conexión."
    ),
    "drafting": "Puede escribir y enviar la respuesta: se envía al volver la red. Deshacer un envío necesita conexión.",
    "mirror": f"{_READ}; el reporte se lee al volver la red.",
    "endorsements": f"{_READ} y {_KEPT}; decidir un aval necesita conexión.",
    "acts": f"{_READ}; firmar, devolver y corregir actos necesitan conexión.",
    "extras": f"{_READ}; incorporar o dejar fuera a un firmante necesita conexión.",
    "signature": f"{_READ}; colocar director, numerar y firmar necesitan conexión.",
    "printing": f"{_READ}; imprimir necesita conexión.",
    "dispatch": f"{_READ}; entregar, cerrar planillas y anotar resultados necesitan conexión.",
    "law": f"{_READ} y {_KEPT}; publicar, entregar copias y retirar marcas necesitan conexión.",
    "register": "Puede llenar el formulario y lo escrito se conserva; radicar necesita conexión.",
    "import": "Importar necesita conexión; lo ya importado no se repite al seguir.",
    "rescan": f"{_READ}; radicar la imagen nueva necesita conexión.",
    "claim": f"{_READ}; tomar un caso necesita conexión: lo reparte el servidor.",
    "share": f"{_READ}; repartir necesita conexión: lo calcula el servidor.",
    "workload": f"{_READ}; pasar casos necesita conexión: cada uno se revisa en el servidor.",
    "rules": f"{_READ} y {_KEPT}; cambiar una regla necesita conexión.",
    "bulk_folder": f"{_READ}; verificar la carpeta necesita conexión.",
    "nightly": f"{_READ}; la carga y su revisión necesitan conexión.",
    "splits": f"{_READ}; recibir y cerrar desglosados necesita conexión.",
    "loads": f"{_READ}; las cargas se leen al volver la red.",
    "area": f"{_READ} y {_KEPT}; aceptar y responder necesitan conexión.",
    "control": f"{_READ} y {_KEPT}; dar un insumo por recibido necesita conexión.",
    "joint": f"{_READ} y {_KEPT}; decidir en conjunto necesita conexión.",
    "lots": f"{_READ}; sacar una muestra necesita conexión.",
    "review": (
        "Puede revisar las próximas cartas: el veredicto se envía al volver la red."
        " Deshacerlo y revisar casos cerrados necesitan conexión."
    ),
    "quality_acts": f"{_READ} y {_KEPT}; firmar actas y citar reuniones necesitan conexión.",
    "quality_returned": f"{_READ}; la lista se actualiza al volver la red.",
    "quality_closed": f"{_READ}; sacar la segunda muestra necesita conexión.",
    "bulk_drafting": "Pasar una carta a Proyección se envía al volver la red; proyectar el lote necesita conexión.",
    "people": f"{_READ}; los cambios de personas necesitan conexión.",
    "terms": f"{_READ}; los plazos se leen al volver la red.",
    "calendar": f"{_READ}; proponer y aprobar días necesita conexión.",
    "directors": f"{_READ}; proponer y aprobar actos necesita conexión.",
    "texts": f"{_READ} y {_KEPT}; proponer y aprobar textos necesita conexión.",
    "tree": f"{_READ} y {_KEPT}; proponer y aprobar versiones necesita conexión.",
    "catalogues": f"{_READ} y {_KEPT}; proponer y aprobar cambios necesita conexión.",
    "entity": f"{_READ}; guardar necesita conexión.",
    "release": f"{_READ}; fijar la versión necesita conexión.",
    "activity": f"{_READ}; preguntar qué vio alguien necesita conexión.",
    "data_register": f"{_READ}; buscar otro periodo y exportar necesitan conexión.",
    "audit": f"{_READ}; consultar y verificar la cadena necesitan conexión.",
}
